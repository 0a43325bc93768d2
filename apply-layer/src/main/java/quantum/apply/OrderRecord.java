package quantum.apply;

import quantum.contracts.Inflight;

/** What stands in Redis of a plan's orders: written before the first is sent. */
sealed interface OrderRecord {
  /** No order of the plan was recorded. */
  record None() implements OrderRecord {}

  record Known(Inflight inflight) implements OrderRecord {}

  /** Something was sent, or was about to be; what it was only the exchange can say. */
  record Unreadable() implements OrderRecord {}
}
