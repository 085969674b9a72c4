import './decisions.css';
/** Every recorded decision, newest first. */
export declare function DecisionsPage(): import("react").JSX.Element;
//# sourceMappingURL=DecisionsPage.d.ts.map