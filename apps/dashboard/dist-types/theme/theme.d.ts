import { type MantineColorsTuple } from '@mantine/core';
/** Also read by public/color-scheme.js, before the first paint. */
export declare const COLOR_SCHEME_KEY = "probity-color-scheme";
/** Petrol on warm paper; the tokens of the rest are in tokens.css. */
export declare const theme: {
    focusRing?: 'auto' | 'always' | 'never';
    scale?: number;
    fontSmoothing?: boolean;
    white?: string;
    black?: string;
    colors?: {
        [x: string & {}]: MantineColorsTuple | undefined;
        blue?: MantineColorsTuple;
        cyan?: MantineColorsTuple;
        dark?: MantineColorsTuple;
        grape?: MantineColorsTuple;
        gray?: MantineColorsTuple;
        green?: MantineColorsTuple;
        indigo?: MantineColorsTuple;
        lime?: MantineColorsTuple;
        orange?: MantineColorsTuple;
        pink?: MantineColorsTuple;
        red?: MantineColorsTuple;
        teal?: MantineColorsTuple;
        violet?: MantineColorsTuple;
        yellow?: MantineColorsTuple;
    };
    primaryShade?: {
        light?: import("@mantine/core").MantineColorShade;
        dark?: import("@mantine/core").MantineColorShade;
    } | import("@mantine/core").MantineColorShade;
    primaryColor?: string;
    variantColorResolver?: import("@mantine/core").VariantColorsResolver;
    autoContrast?: boolean;
    luminanceThreshold?: number;
    fontFamily?: string;
    fontFamilyMonospace?: string;
    headings?: {
        fontFamily?: string;
        fontWeight?: string;
        textWrap?: 'wrap' | 'nowrap' | 'balance' | 'pretty' | 'stable';
        sizes?: {
            h1?: {
                fontSize?: string;
                fontWeight?: string;
                lineHeight?: string;
            };
            h2?: {
                fontSize?: string;
                fontWeight?: string;
                lineHeight?: string;
            };
            h3?: {
                fontSize?: string;
                fontWeight?: string;
                lineHeight?: string;
            };
            h4?: {
                fontSize?: string;
                fontWeight?: string;
                lineHeight?: string;
            };
            h5?: {
                fontSize?: string;
                fontWeight?: string;
                lineHeight?: string;
            };
            h6?: {
                fontSize?: string;
                fontWeight?: string;
                lineHeight?: string;
            };
        };
    };
    radius?: {
        [x: string & {}]: string | undefined;
        lg?: string;
        md?: string;
        sm?: string;
        xl?: string;
        xs?: string;
    };
    defaultRadius?: import("@mantine/core").MantineRadius;
    spacing?: {
        [x: number]: string | undefined;
        [x: string & {}]: string | undefined;
        lg?: string;
        md?: string;
        sm?: string;
        xl?: string;
        xs?: string;
    };
    fontSizes?: {
        [x: string & {}]: string | undefined;
        lg?: string;
        md?: string;
        sm?: string;
        xl?: string;
        xs?: string;
    };
    lineHeights?: {
        [x: string & {}]: string | undefined;
        lg?: string;
        md?: string;
        sm?: string;
        xl?: string;
        xs?: string;
    };
    fontWeights?: {
        [x: string & {}]: string | undefined;
        bold?: string;
        medium?: string;
        regular?: string;
    };
    breakpoints?: {
        [x: string & {}]: string | undefined;
        lg?: string;
        md?: string;
        sm?: string;
        xl?: string;
        xs?: string;
    };
    shadows?: {
        [x: string & {}]: string | undefined;
        lg?: string;
        md?: string;
        sm?: string;
        xl?: string;
        xs?: string;
    };
    respectReducedMotion?: boolean;
    cursorType?: 'default' | 'pointer';
    defaultGradient?: {
        from?: string;
        to?: string;
        deg?: number;
    };
    activeClassName?: string;
    focusClassName?: string;
    components?: {
        [x: string]: {
            classNames?: any;
            styles?: any;
            vars?: any;
            defaultProps?: any;
        } | undefined;
    };
    other?: {
        [x: string]: any;
    };
};
//# sourceMappingURL=theme.d.ts.map