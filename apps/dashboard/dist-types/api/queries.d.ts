export declare const DECISIONS_PER_PAGE = 50;
export declare const modelsQuery: import("@tanstack/query-core").OmitKeyof<import("@tanstack/react-query").UseQueryOptions<{
    models: {
        name: string;
        version: number;
        hash: import("@probity/domain").ModelHash;
        registeredAt: string;
        aliases: string[];
        summary: Record<string, unknown>;
    }[];
    champion: {
        name: string;
        version: number;
        hash: import("@probity/domain").ModelHash;
    } | null;
}, Error, {
    models: {
        name: string;
        version: number;
        hash: import("@probity/domain").ModelHash;
        registeredAt: string;
        aliases: string[];
        summary: Record<string, unknown>;
    }[];
    champion: {
        name: string;
        version: number;
        hash: import("@probity/domain").ModelHash;
    } | null;
}, string[]>, "queryFn"> & {
    queryFn?: import("@tanstack/query-core").QueryFunction<{
        models: {
            name: string;
            version: number;
            hash: import("@probity/domain").ModelHash;
            registeredAt: string;
            aliases: string[];
            summary: Record<string, unknown>;
        }[];
        champion: {
            name: string;
            version: number;
            hash: import("@probity/domain").ModelHash;
        } | null;
    }, string[], never>;
} & import("@tanstack/query-core").QueryKeyWithDataTag<string[], {
    models: {
        name: string;
        version: number;
        hash: import("@probity/domain").ModelHash;
        registeredAt: string;
        aliases: string[];
        summary: Record<string, unknown>;
    }[];
    champion: {
        name: string;
        version: number;
        hash: import("@probity/domain").ModelHash;
    } | null;
}, Error>;
/** A version's form never changes, so it is asked for once. */
export declare function formQuery(reference: string): import("@tanstack/query-core").OmitKeyof<import("@tanstack/react-query").UseQueryOptions<{
    model: {
        name: string;
        version: number;
        hash: import("@probity/domain").ModelHash;
    };
    fields: {
        name: string;
        label: string;
        description?: string;
        kind: import("@probity/domain").ColumnKind;
        required: boolean;
        levels?: {
            value: string;
            label: string;
        }[];
        minimum?: string | number;
        maximum?: string | number;
        quantiles?: number[];
        shares?: Record<string, number>;
        missingShare: number;
    }[];
    policy: {
        economics: {
            lossGivenDefault: number;
            margin: number;
            topMargin: number;
        };
        approveBelow: number;
        declineFrom: number;
        points: {
            basePoints: number;
            baseOdds: number;
            pointsToDoubleOdds: number;
        };
        grades: {
            grade: string;
            upTo: number;
        }[];
    };
}, Error, {
    model: {
        name: string;
        version: number;
        hash: import("@probity/domain").ModelHash;
    };
    fields: {
        name: string;
        label: string;
        description?: string;
        kind: import("@probity/domain").ColumnKind;
        required: boolean;
        levels?: {
            value: string;
            label: string;
        }[];
        minimum?: string | number;
        maximum?: string | number;
        quantiles?: number[];
        shares?: Record<string, number>;
        missingShare: number;
    }[];
    policy: {
        economics: {
            lossGivenDefault: number;
            margin: number;
            topMargin: number;
        };
        approveBelow: number;
        declineFrom: number;
        points: {
            basePoints: number;
            baseOdds: number;
            pointsToDoubleOdds: number;
        };
        grades: {
            grade: string;
            upTo: number;
        }[];
    };
}, string[]>, "queryFn"> & {
    queryFn?: import("@tanstack/query-core").QueryFunction<{
        model: {
            name: string;
            version: number;
            hash: import("@probity/domain").ModelHash;
        };
        fields: {
            name: string;
            label: string;
            description?: string;
            kind: import("@probity/domain").ColumnKind;
            required: boolean;
            levels?: {
                value: string;
                label: string;
            }[];
            minimum?: string | number;
            maximum?: string | number;
            quantiles?: number[];
            shares?: Record<string, number>;
            missingShare: number;
        }[];
        policy: {
            economics: {
                lossGivenDefault: number;
                margin: number;
                topMargin: number;
            };
            approveBelow: number;
            declineFrom: number;
            points: {
                basePoints: number;
                baseOdds: number;
                pointsToDoubleOdds: number;
            };
            grades: {
                grade: string;
                upTo: number;
            }[];
        };
    }, string[], never>;
} & import("@tanstack/query-core").QueryKeyWithDataTag<string[], {
    model: {
        name: string;
        version: number;
        hash: import("@probity/domain").ModelHash;
    };
    fields: {
        name: string;
        label: string;
        description?: string;
        kind: import("@probity/domain").ColumnKind;
        required: boolean;
        levels?: {
            value: string;
            label: string;
        }[];
        minimum?: string | number;
        maximum?: string | number;
        quantiles?: number[];
        shares?: Record<string, number>;
        missingShare: number;
    }[];
    policy: {
        economics: {
            lossGivenDefault: number;
            margin: number;
            topMargin: number;
        };
        approveBelow: number;
        declineFrom: number;
        points: {
            basePoints: number;
            baseOdds: number;
            pointsToDoubleOdds: number;
        };
        grades: {
            grade: string;
            upTo: number;
        }[];
    };
}, Error>;
/** A recorded decision never changes either. */
export declare function decisionQuery(id: string): import("@tanstack/query-core").OmitKeyof<import("@tanstack/react-query").UseQueryOptions<{
    decisionId: import("@probity/domain").DecisionId;
    riskScore: number;
    riskCategory: "high" | "low" | "medium";
    decision: "approve" | "decline" | "refer";
    grade: string;
    points: number;
    reasons: {
        feature: string;
        text: string;
        contribution: number;
    }[];
    explanation: {
        baseline: number;
        margin: number;
        contributions: {
            feature: string;
            label: string;
            value: string | number | boolean | null;
            contribution: number;
        }[];
    };
    warnings: string[];
    model: {
        name: string;
        version: number;
        hash: import("@probity/domain").ModelHash;
    };
    processingTimeMs: number;
    occurredAt: string;
    application: Record<string, string | number | boolean | null>;
}, Error, {
    decisionId: import("@probity/domain").DecisionId;
    riskScore: number;
    riskCategory: "high" | "low" | "medium";
    decision: "approve" | "decline" | "refer";
    grade: string;
    points: number;
    reasons: {
        feature: string;
        text: string;
        contribution: number;
    }[];
    explanation: {
        baseline: number;
        margin: number;
        contributions: {
            feature: string;
            label: string;
            value: string | number | boolean | null;
            contribution: number;
        }[];
    };
    warnings: string[];
    model: {
        name: string;
        version: number;
        hash: import("@probity/domain").ModelHash;
    };
    processingTimeMs: number;
    occurredAt: string;
    application: Record<string, string | number | boolean | null>;
}, string[]>, "queryFn"> & {
    queryFn?: import("@tanstack/query-core").QueryFunction<{
        decisionId: import("@probity/domain").DecisionId;
        riskScore: number;
        riskCategory: "high" | "low" | "medium";
        decision: "approve" | "decline" | "refer";
        grade: string;
        points: number;
        reasons: {
            feature: string;
            text: string;
            contribution: number;
        }[];
        explanation: {
            baseline: number;
            margin: number;
            contributions: {
                feature: string;
                label: string;
                value: string | number | boolean | null;
                contribution: number;
            }[];
        };
        warnings: string[];
        model: {
            name: string;
            version: number;
            hash: import("@probity/domain").ModelHash;
        };
        processingTimeMs: number;
        occurredAt: string;
        application: Record<string, string | number | boolean | null>;
    }, string[], never>;
} & import("@tanstack/query-core").QueryKeyWithDataTag<string[], {
    decisionId: import("@probity/domain").DecisionId;
    riskScore: number;
    riskCategory: "high" | "low" | "medium";
    decision: "approve" | "decline" | "refer";
    grade: string;
    points: number;
    reasons: {
        feature: string;
        text: string;
        contribution: number;
    }[];
    explanation: {
        baseline: number;
        margin: number;
        contributions: {
            feature: string;
            label: string;
            value: string | number | boolean | null;
            contribution: number;
        }[];
    };
    warnings: string[];
    model: {
        name: string;
        version: number;
        hash: import("@probity/domain").ModelHash;
    };
    processingTimeMs: number;
    occurredAt: string;
    application: Record<string, string | number | boolean | null>;
}, Error>;
export declare const decisionsQuery: import("@tanstack/query-core").OmitKeyof<import("@tanstack/react-query").UseInfiniteQueryOptions<{
    decisions: {
        decisionId: import("@probity/domain").DecisionId;
        occurredAt: string;
        model: {
            name: string;
            version: number;
            hash: import("@probity/domain").ModelHash;
        };
        riskScore: number;
        riskCategory: "high" | "low" | "medium";
        grade: string;
        decision: "approve" | "decline" | "refer";
    }[];
    next?: string;
}, Error, import("@tanstack/query-core").InfiniteData<{
    decisions: {
        decisionId: import("@probity/domain").DecisionId;
        occurredAt: string;
        model: {
            name: string;
            version: number;
            hash: import("@probity/domain").ModelHash;
        };
        riskScore: number;
        riskCategory: "high" | "low" | "medium";
        grade: string;
        decision: "approve" | "decline" | "refer";
    }[];
    next?: string;
}, unknown>, string[], string | undefined>, "queryFn"> & {
    queryFn?: import("@tanstack/query-core").QueryFunction<{
        decisions: {
            decisionId: import("@probity/domain").DecisionId;
            occurredAt: string;
            model: {
                name: string;
                version: number;
                hash: import("@probity/domain").ModelHash;
            };
            riskScore: number;
            riskCategory: "high" | "low" | "medium";
            grade: string;
            decision: "approve" | "decline" | "refer";
        }[];
        next?: string;
    }, string[], string | undefined>;
} & import("@tanstack/query-core").QueryKeyWithDataTag<string[], import("@tanstack/query-core").InfiniteData<{
    decisions: {
        decisionId: import("@probity/domain").DecisionId;
        occurredAt: string;
        model: {
            name: string;
            version: number;
            hash: import("@probity/domain").ModelHash;
        };
        riskScore: number;
        riskCategory: "high" | "low" | "medium";
        grade: string;
        decision: "approve" | "decline" | "refer";
    }[];
    next?: string;
}, unknown>, Error>;
//# sourceMappingURL=queries.d.ts.map