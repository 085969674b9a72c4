/** The champion: the model that decides when nobody names another. */
export declare function ModelOnDuty(): import("react").JSX.Element | null;
//# sourceMappingURL=ModelOnDuty.d.ts.map