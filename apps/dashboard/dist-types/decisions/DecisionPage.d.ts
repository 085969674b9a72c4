import './decisions.css';
/** One recorded decision, with everything it rests on. */
export declare function DecisionPage(): import("react").JSX.Element;
//# sourceMappingURL=DecisionPage.d.ts.map