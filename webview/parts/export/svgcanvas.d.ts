/** svgcanvas brings no types; this is what of it is used. */
declare module 'svgcanvas' {
  interface Options {
    readonly width: number;
    readonly height: number;
  }
  /** A 2D context that makes an SVG document of what is drawn on it, but for `Path2D` and pixels. */
  interface Context extends CanvasRenderingContext2D {
    getSvg(): SVGSVGElement;
  }
  export const Context: new (options: Options) => Context;
}
