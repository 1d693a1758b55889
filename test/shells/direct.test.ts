import { boot } from '../../src-main/boot.ts';
import { bridgeExam } from './bridge-exam.ts';

bridgeExam({
  name: 'direct', shell: 'direct',
  open: async (home) => {
    const app = boot({ ...home, app: 'test', checkAnswers: true });
    return { bridge: app.connect({ shell: 'direct' }), close: () => app.close() };
  },
});
