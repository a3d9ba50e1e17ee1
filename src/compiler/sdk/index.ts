// `hotlane/sdk` for the compiled tier, with what the compiler itself writes into a strategy.
export { Book } from "./book";
export { mark, parameter } from "./host";
export { isKnownStatus, MarketStatus, Text } from "./market-status";
export { get, getNumber, isFinite, isInteger, isNaN, isSafeInteger, set, setNumber, size, truth } from "./numbers";
export { OrderAttributes } from "./order-attributes";
export { Orders } from "./orders";
export { give, giveFlag, giveFloat64s, giveNumbers, take, takeFlag, takeFloat64s, takeNumbers } from "./state";
export { perInstrument, status, Strategy, told, trade, update } from "./strategy";
export { OrderUpdate, Trade } from "./updates";
