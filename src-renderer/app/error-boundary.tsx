// Where a screen breaks, the rest goes on. A class, because React offers this to classes only.
import { Component } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

type State = { broken: unknown };
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { broken: null };
  static getDerivedStateFromError(broken: unknown): State {
    return { broken };
  }
  override render(): ReactNode {
    if (this.state.broken === null) return this.props.children;
    const said = this.state.broken instanceof Error ? this.state.broken.message : String(this.state.broken);
    return (
      <main role="alert">
        <EmptyState title="This page could not be shown" steps={[{ title: 'Show it again', text: said, act: <Button kind="primary" autoFocus onPress={() => { this.setState({ broken: null }); }}>Try again</Button> }]}>
          Nothing that was saved is touched. If it happens again, go to another page and tell the person who looks after Gavel what you did last.
        </EmptyState>
      </main>
    );
  }
}
