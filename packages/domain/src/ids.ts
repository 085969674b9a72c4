declare const brand: unique symbol;

/** A string that only its maker may hand out, so that one kind of id is never taken for another. */
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** UUID of a decision. */
export type DecisionId = Branded<'DecisionId'>;
/** SHA-256 (lower-case hex) of a bundle's manifest: names the model by its bytes. */
export type ModelHash = Branded<'ModelHash'>;
/** SHA-256 (lower-case hex) of a dataset version's schema and accepted cells. */
export type DatasetHash = Branded<'DatasetHash'>;
/** Pseudonym of a person: what the audit chain and lists show instead of an identifier. */
export type SubjectId = Branded<'SubjectId'>;

export const asDecisionId = (text: string): DecisionId => text as DecisionId;
export const asModelHash = (text: string): ModelHash => text as ModelHash;
export const asDatasetHash = (text: string): DatasetHash => text as DatasetHash;
export const asSubjectId = (text: string): SubjectId => text as SubjectId;
