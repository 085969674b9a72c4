import './shell.css';
/** The frame of every page: name, navigation, the model on duty, light and dark, help. */
export declare function Shell(): import("react").JSX.Element;
//# sourceMappingURL=Shell.d.ts.map