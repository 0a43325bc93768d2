package quantum.paper.account;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A conditional order the exchange accepted, as it is at some instant.
 *
 * @param algoId 16 digits
 * @param child what it became; absent until it is {@link AlgoStatus#TRIGGERED}
 * @param rejection why it was {@link AlgoStatus#REJECTED}, empty otherwise
 * @param createMillis replay time
 * @param updateMillis replay time of its last change
 * @param triggerMillis replay time at which its price was met, 0 before
 */
public record AlgoOrder(
    long algoId,
    String clientAlgoId,
    AlgoRequest request,
    AlgoStatus status,
    Optional<Child> child,
    String rejection,
    long createMillis,
    long updateMillis,
    long triggerMillis) {

  /**
   * The order it became.
   *
   * @param price average of its fills, 0 before the first one
   * @param quantity filled base units
   */
  public record Child(long orderId, BigDecimal price, BigDecimal quantity) {}

  static AlgoOrder accepted(long algoId, AlgoRequest request, long nowMillis) {
    return new AlgoOrder(
        algoId,
        request.clientAlgoId().orElse("paper_algo_" + algoId),
        request,
        AlgoStatus.NEW,
        Optional.empty(),
        "",
        nowMillis,
        nowMillis,
        0);
  }

  AlgoOrder triggering(long nowMillis) {
    return become(AlgoStatus.TRIGGERING, child, "", nowMillis, nowMillis);
  }

  AlgoOrder triggered(PaperOrder order, long nowMillis) {
    Child unfilled = new Child(order.orderId(), BigDecimal.ZERO, BigDecimal.ZERO);
    return become(AlgoStatus.TRIGGERED, Optional.of(unfilled), "", nowMillis, triggerMillis);
  }

  AlgoOrder finished(PaperOrder order, long nowMillis) {
    Child filled = new Child(order.orderId(), order.avgPrice(), order.executedQty());
    return become(AlgoStatus.FINISHED, Optional.of(filled), "", nowMillis, triggerMillis);
  }

  AlgoOrder rejected(String why, long nowMillis) {
    return become(AlgoStatus.REJECTED, child, why, nowMillis, triggerMillis);
  }

  AlgoOrder ended(AlgoStatus how, long nowMillis) {
    return become(how, child, "", nowMillis, triggerMillis);
  }

  private AlgoOrder become(
      AlgoStatus next, Optional<Child> what, String why, long nowMillis, long triggered) {
    return new AlgoOrder(
        algoId, clientAlgoId, request, next, what, why, createMillis, nowMillis, triggered);
  }
}
