// Ending an exception before its day.
import type { DutyConflict } from '#contract/entitlements.ts';
import { ReasonDialog } from '../../app/reason-dialog.tsx';

export function ReopenDialog({ conflict, onClose }: { conflict: DutyConflict; onClose: () => void }) {
  return (
    <ReasonDialog op="entitlement.reopen" title={`Open ${conflict.rule} of ${conflict.holder.name} again?`} verb="Open again" keep="Keep as it is" lack="Say why it ends" onClose={onClose}
      about="The exception ends now. The conflict is listed as open until its rights are apart or it is accepted anew."
      input={(reason) => ({ conflict: conflict.id, reason })} said={`${conflict.rule} of ${conflict.holder.name} is open again.`} />
  );
}
