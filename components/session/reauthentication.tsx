'use client';

import { type ReactNode, useEffect, useState } from 'react';
import { answerProofsWith } from '#components/api/reauthentication.ts';
import { ReauthenticationDialog } from './reauthentication-dialog.tsx';

interface Question {
  answer: (isProven: boolean) => void;
}

/** Any call that takes a fresh proof opens one dialog for it, and goes on after; what was typed stays where it is. */
export function ReauthenticationProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);
  useEffect(() => {
    answerProofsWith(() => new Promise((answer) => setQuestion({ answer })));
    return () => answerProofsWith(null);
  }, []);
  const decide = (isProven: boolean) => {
    setQuestion(null);
    question?.answer(isProven);
  };
  return (
    <>
      {children}
      {question ? <ReauthenticationDialog onDecide={decide} /> : null}
    </>
  );
}
