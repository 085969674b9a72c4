/** A label's words and, where it ends with one in brackets, its unit: "Loan amount (EUR)" → "Loan amount", "EUR". */
export declare function splitLabel(label: string): {
    readonly text: string;
    readonly unit: string | undefined;
};
//# sourceMappingURL=split-label.d.ts.map