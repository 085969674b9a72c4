/** Copies a text and says so for a moment. */
export declare function CopyButton({ text, label }: {
    readonly text: string;
    readonly label: string;
}): import("react").JSX.Element;
/** Pages that are neither https nor loopback have no clipboard; there it does nothing. */
export declare function copyText(text: string): Promise<void>;
//# sourceMappingURL=CopyButton.d.ts.map