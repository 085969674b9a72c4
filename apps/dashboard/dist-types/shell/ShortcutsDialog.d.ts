/** Every key the page knows. */
export declare function ShortcutsDialog({ onClose }: {
    readonly onClose: () => void;
}): import("react").JSX.Element;
//# sourceMappingURL=ShortcutsDialog.d.ts.map