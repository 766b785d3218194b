'use client';

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { asApiError } from '#components/api/form-errors.ts';
import { isApart, onTop, type ResourceDocument } from '#domain/history.ts';
import type { ConflictView } from '#domain/view.ts';
import { type ConflictChoice, ConflictDialog } from './conflict-dialog.tsx';

/** The user took what others have made of it meanwhile: the form begins anew with that, and nothing was sent. */
export class TheirsTaken extends Error {
  override readonly name = 'TheirsTaken';
}

interface Question {
  conflict: ConflictView;
  mine: ResourceDocument;
  answer: (choice: ConflictChoice) => void;
}

type Ask = (conflict: ConflictView, mine: ResourceDocument) => Promise<ConflictChoice>;

const AskContext = createContext<Ask>(async () => 'cancel');

export function ConflictProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const ask = useCallback<Ask>((conflict, mine) => new Promise((answer) => setQuestion({ conflict, mine, answer })), []);
  const decide = (choice: ConflictChoice) => {
    setQuestion(null);
    question?.answer(choice);
  };
  return (
    <AskContext value={ask}>
      {children}
      {question ? <ConflictDialog conflict={question.conflict} mine={question.mine} onDecide={decide} /> : null}
    </AskContext>
  );
}

interface GuardOptions<Change> {
  /** Of what they have not touched there is nothing to ask: it is done on top. */
  isSilentWhenApart?: boolean;
  /** The change as it was meant, for those that send whole lists: in the document that it was meant for. */
  mineIn?: (base: ResourceDocument) => Change;
}

/**
 * Sends a change that is meant for one version of a resource. When others have changed that meanwhile, a dialog tells what,
 * and the user decides: the change is done on top of theirs, theirs is taken (rejects with TheirsTaken), or neither
 * (rejects as the API did). `change` has the names of the resource's document.
 */
export function useConflictGuard() {
  const ask = useContext(AskContext);
  return useMemo(
    () =>
      async function guard<Change extends object, Result>(
        change: Change,
        version: number,
        send: (change: Change, ifMatch: number) => Promise<Result>,
        { isSilentWhenApart = false, mineIn }: GuardOptions<Change> = {},
      ): Promise<Result> {
        let [sent, ifMatch] = [change, version];
        for (;;) {
          try {
            return await send(sent, ifMatch);
          } catch (thrown) {
            const conflict = asApiError(thrown).problem?.conflict;
            if (!conflict) {
              throw thrown;
            }
            const { base, theirs } = conflict;
            const mine = (base && mineIn ? mineIn(base) : sent) as ResourceDocument;
            const choice = isSilentWhenApart && base !== null && isApart(base, mine, theirs) ? 'mine' : await ask(conflict, mine);
            if (choice === 'theirs') {
              throw new TheirsTaken();
            }
            if (choice === 'cancel') {
              throw thrown;
            }
            sent = onTop(base ?? {}, mine, theirs) as Change;
            ifMatch = conflict.current;
          }
        }
      },
    [ask],
  );
}

/** What an edit in place shows: nothing when theirs was taken, for then it is over. */
export function messageUnlessTaken(thrown: unknown): string | undefined {
  return thrown instanceof TheirsTaken ? undefined : asApiError(thrown).message;
}

/** For a dialog: when theirs was taken it is done, as after its own change. */
export function nothingIfTaken(thrown: unknown): null {
  if (thrown instanceof TheirsTaken) {
    return null;
  }
  throw thrown;
}
