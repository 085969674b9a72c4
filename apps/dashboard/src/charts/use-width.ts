import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** The width of an element in pixels, followed as it changes: a drawing in real pixels keeps its words readable. */
export function useWidth<Target extends Element>(start: number): readonly [RefObject<Target | null>, number] {
  const target = useRef<Target>(null);
  const [width, setWidth] = useState(start);
  useLayoutEffect(() => {
    const element = target.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      const found = entry?.contentRect.width ?? 0;
      if (found > 0) setWidth(Math.round(found));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [target, width];
}
