/** One button, three states: as the system, light, dark. */
export declare function ColorSchemeToggle(): import("react").JSX.Element;
//# sourceMappingURL=ColorSchemeToggle.d.ts.map