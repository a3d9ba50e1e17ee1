// src/sdk/order-attributes.ts for the compiled tier. `new OrderAttributes({ isPostOnly: true })` becomes a chain of the
// setters below.
@final export class OrderAttributes {
  timeInForce: f64 = 0.0;
  expireSeconds: f64 = 0.0;
  display: f64 = 0.0;
  minQuantity: f64 = 0.0;
  maxFloor: f64 = 0.0;
  pegKind: f64 = 0.0;
  pegOffsetTicks: f64 = 0.0;
  cross: f64 = 0.0;
  capacity: f64 = 0.0;
  sellKind: f64 = 0.0;
  isPostOnly: bool = false;
  isLocated: bool = false;

  __timeInForce(value: f64): this { this.timeInForce = value; return this; }
  __expireSeconds(value: f64): this { this.expireSeconds = value; return this; }
  __display(value: f64): this { this.display = value; return this; }
  __minQuantity(value: f64): this { this.minQuantity = value; return this; }
  __maxFloor(value: f64): this { this.maxFloor = value; return this; }
  __pegKind(value: f64): this { this.pegKind = value; return this; }
  __pegOffsetTicks(value: f64): this { this.pegOffsetTicks = value; return this; }
  __cross(value: f64): this { this.cross = value; return this; }
  __capacity(value: f64): this { this.capacity = value; return this; }
  __sellKind(value: f64): this { this.sellKind = value; return this; }
  __isPostOnly(value: bool): this { this.isPostOnly = value; return this; }
  __isLocated(value: bool): this { this.isLocated = value; return this; }
}
