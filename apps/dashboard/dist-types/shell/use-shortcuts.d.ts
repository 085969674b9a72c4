export type Shortcuts = Readonly<Record<string, () => void>>;
/**
 * Runs an action when its key is pressed: "j", "Enter", "?", or two keys in a row such as "g d".
 *
 * Keys typed into a field, on an open dialog or with Ctrl, Alt or Meta held are left alone; "mod+Enter" (Ctrl or ⌘) works everywhere.
 */
export declare function useShortcuts(shortcuts: Shortcuts): void;
//# sourceMappingURL=use-shortcuts.d.ts.map