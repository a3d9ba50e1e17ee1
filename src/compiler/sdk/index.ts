// `hotlane/sdk` for the compiled tier, with what the compiler itself writes into a strategy.
export { Book } from "./book";
export { mark as __mark, parameter as __parameter } from "./host";
export { __index, __int32, __isFinite, __isInteger, __isNaN, __isSafeInteger, __put, __size, __truth } from "./numbers";
export { OrderAttributes } from "./order-attributes";
export { Orders } from "./orders";
export { __instrument, __trade, __update, Instruments, Strategy } from "./strategy";
export { OrderUpdate, Trade } from "./updates";
