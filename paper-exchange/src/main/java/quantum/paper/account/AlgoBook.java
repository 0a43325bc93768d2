package quantum.paper.account;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import quantum.kernel.value.Symbol;
import quantum.paper.refusal.Refusal;

/**
 * The conditional orders of one account: they rest here, unseen by the order book and without
 * margin, until a price meets them. Like the account it knows no clock and no randomness.
 *
 * <p>A closePosition order needs a position that it closes, is the only one of its symbol, side,
 * position and type, and expires when the position has gone. A quantity order may be placed at any
 * time; met while there is nothing to reduce, it is rejected. A position that flips without a flat
 * moment leaves both as they are (no source says what the venue does), so they are rejected when
 * met.
 */
public final class AlgoBook {
  private static final long FIRST_ALGO_ID = 4_000_000_000_000_001L; // 16 digits, as the venue's
  private static final String REDUCE_ONLY_REJECT = "Reduce Only reject";

  private final PaperAccount account;
  private final AlgoRules rules;
  private final List<AlgoOrder> all = new ArrayList<>();
  private final Map<String, Long> byClientId = new HashMap<>();
  private final Map<Long, AlgoOrder> open = new TreeMap<>();
  private int hangs;

  public AlgoBook(PaperAccount account) {
    this.account = account;
    this.rules = new AlgoRules(account, this);
  }

  public AlgoPlacement place(AlgoRequest request, long nowMillis) {
    Optional<Refusal> refusal = rules.refusalOf(request);
    if (refusal.isPresent()) {
      return new AlgoPlacement.Refused(refusal.get());
    }
    AlgoOrder order = AlgoOrder.accepted(FIRST_ALGO_ID + all.size(), request, nowMillis);
    all.add(order);
    byClientId.put(order.clientAlgoId(), order.algoId());
    open.put(order.algoId(), order);
    return new AlgoPlacement.Accepted(order);
  }

  /**
   * Cancels an order that rests.
   *
   * @return the cancelled order; empty if there is none such or it does not rest any more
   */
  public Optional<AlgoOrder> cancel(long algoId, long nowMillis) {
    return order(algoId)
        .filter(order -> order.status() == AlgoStatus.NEW)
        .map(order -> keep(order.ended(AlgoStatus.CANCELED, nowMillis)));
  }

  /** Cancels every order of a symbol that rests. */
  public List<AlgoOrder> cancelAll(Symbol symbol, long nowMillis) {
    return open(order -> order.request().symbol().equals(symbol)).stream()
        .flatMap(order -> cancel(order.algoId(), nowMillis).stream())
        .toList();
  }

  /** Lets the next so many orders that are met stay {@link AlgoStatus#TRIGGERING} for ever. */
  public void hangTriggers(int times) {
    hangs = times;
  }

  public int hangingTriggers() {
    return hangs;
  }

  /** Whether a price meets an order that rests. */
  public boolean meets(Symbol symbol, BigDecimal price) {
    return !open.isEmpty() && !met(symbol, price).isEmpty();
  }

  /**
   * Triggers what the account's present price of a symbol meets, in the order in which the path
   * from the price before meets it.
   *
   * @param jumped whether the price came there without a path: then all fill at it, otherwise each
   *     at its own trigger
   */
  public void priced(Symbol symbol, boolean jumped, long nowMillis, AlgoSteps steps) {
    if (open.isEmpty()) {
      return;
    }
    BigDecimal price = account.mark(symbol).orElseThrow();
    for (AlgoOrder met : met(symbol, price)) {
      // the one before may have closed the position that this one lived by
      order(met.algoId())
          .filter(order -> order.status() == AlgoStatus.NEW)
          .ifPresent(
              order ->
                  trigger(order, jumped ? price : order.request().trigger(), nowMillis, steps));
    }
  }

  /** Expires the closePosition orders of a symbol whose position has gone. */
  public void traded(Symbol symbol, long nowMillis, AlgoSteps steps) {
    if (open.isEmpty()) {
      return;
    }
    open(order -> order.request().symbol().equals(symbol) && order.request().closesPosition())
        .stream()
        .filter(order -> isFlat(order.request()))
        .forEach(order -> steps.changed(keep(order.ended(AlgoStatus.EXPIRED, nowMillis))));
  }

  /** Expires every order of a position that the venue has closed. */
  public void liquidated(PaperOrder forced, long nowMillis, AlgoSteps steps) {
    open(order ->
            order.request().symbol().equals(forced.symbol())
                && order.request().positionSide() == forced.positionSide())
        .forEach(order -> steps.changed(keep(order.ended(AlgoStatus.EXPIRED, nowMillis))));
  }

  public Optional<AlgoOrder> order(long algoId) {
    long index = algoId - FIRST_ALGO_ID;
    return index >= 0 && index < all.size() ? Optional.of(all.get((int) index)) : Optional.empty();
  }

  public Optional<AlgoOrder> order(String clientAlgoId) {
    return Optional.ofNullable(byClientId.get(clientAlgoId)).flatMap(this::order);
  }

  /** Every accepted order as it is now, in the order of their ids. */
  public List<AlgoOrder> orders() {
    return Collections.unmodifiableList(all);
  }

  /** The orders that may still trade, in the order of their ids. */
  public List<AlgoOrder> open() {
    return List.copyOf(open.values());
  }

  /** The number of orders that rest, which the venue limits. */
  int resting() {
    return open(order -> order.status() == AlgoStatus.NEW).size();
  }

  List<AlgoOrder> open(Predicate<AlgoOrder> which) {
    return open.values().stream().filter(which).toList();
  }

  private boolean isFlat(AlgoRequest request) {
    return account
        .position(request.symbol(), request.positionSide())
        .map(PaperPosition::isFlat)
        .orElse(true);
  }

  private List<AlgoOrder> met(Symbol symbol, BigDecimal price) {
    Comparator<AlgoOrder> upwards = Comparator.comparing(order -> order.request().trigger());
    List<AlgoOrder> falling = new ArrayList<>();
    List<AlgoOrder> rising = new ArrayList<>();
    for (AlgoOrder order : open.values()) {
      AlgoRequest request = order.request();
      if (order.status() == AlgoStatus.NEW
          && request.symbol().equals(symbol)
          && request.isMet(price)) {
        (request.type().waitsForFall(request.side()) ? falling : rising).add(order);
      }
    }
    // stable sorts: of two at one level the older is met first
    falling.sort(upwards.reversed());
    rising.sort(upwards);
    falling.addAll(rising);
    return falling;
  }

  private void trigger(AlgoOrder order, BigDecimal price, long nowMillis, AlgoSteps steps) {
    AlgoOrder triggering = keep(order.triggering(nowMillis));
    steps.changed(triggering);
    if (hangs > 0) {
      hangs--;
      return;
    }
    switch (account.trigger(triggering, price, nowMillis)) {
      case Placement.Accepted child -> {
        AlgoOrder triggered = keep(triggering.triggered(child.order(), nowMillis));
        steps.changed(triggered);
        steps.traded(child);
        steps.changed(keep(triggered.finished(child.order(), nowMillis)));
        traded(order.request().symbol(), nowMillis, steps);
      }
      case Placement.Refused refused -> {
        boolean nothingToReduce = refused.refusal().equals(Refusal.REDUCE_ONLY);
        String why = nothingToReduce ? REDUCE_ONLY_REJECT : refused.refusal().message();
        steps.changed(keep(triggering.rejected(why, nowMillis)));
      }
    }
  }

  private AlgoOrder keep(AlgoOrder order) {
    all.set((int) (order.algoId() - FIRST_ALGO_ID), order);
    if (order.status().isOpen()) {
      open.put(order.algoId(), order);
    } else {
      open.remove(order.algoId());
    }
    return order;
  }
}
