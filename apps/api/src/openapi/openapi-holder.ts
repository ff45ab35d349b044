export const OPENAPI = Symbol('OPENAPI');

/** Makes the document when it is first asked for: it costs a tenth of a second, and most processes are never asked. */
export class OpenApiHolder {
  private made: object | undefined;
  private make: (() => object) | undefined;

  /** Told once the application is assembled, which the document describes. */
  from(make: () => object): void {
    this.make = make;
  }

  document(): object {
    this.made ??= this.make?.() ?? {};
    return this.made;
  }
}
