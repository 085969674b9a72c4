import './assess.css';
/** Assess an application; the address says by which model, and which decision is on screen. */
export declare function AssessPage(): import("react").JSX.Element;
//# sourceMappingURL=AssessPage.d.ts.map