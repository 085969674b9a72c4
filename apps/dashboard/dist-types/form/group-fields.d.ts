import type { FormField } from '@probity/scoring';
export interface FieldGroup {
    readonly title: string;
    readonly fields: readonly FormField[];
}
/** Fields by how they are answered, in the schema's order within each group, so that the columns line up. */
export declare function groupFields(fields: readonly FormField[]): readonly FieldGroup[];
export declare function isNumber(field: FormField): boolean;
export declare function isChoice(field: FormField): boolean;
//# sourceMappingURL=group-fields.d.ts.map