import type { Issue } from '#domain/domain-error.ts';
import type { ServerView } from '#domain/view.ts';

/** A server as a form of a group knows it. */
export type DraftServer = Pick<ServerView, 'id' | 'name' | 'address' | 'zoneName'>;

/** Of the schema, or of the API. */
export type FieldIssue = Pick<Issue, 'path' | 'message'>;
