import './theme/mantine-styles.js';
import './theme/tokens.css';
import './theme/page.css';
/** The whole page: the theme, the cache of answers and the router, put together once. */
export declare function App(): import("react").JSX.Element;
//# sourceMappingURL=App.d.ts.map