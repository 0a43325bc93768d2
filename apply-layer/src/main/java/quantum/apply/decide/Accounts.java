package quantum.apply.decide;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quantum.contracts.ApplyResult;
import quantum.contracts.ClosedPosition;
import quantum.contracts.Evaluation;
import quantum.contracts.OpenPosition;
import quantum.contracts.PositionAccount;
import quantum.kernel.position.Position;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

/**
 * What the results of one commit make of the accounts of the positions that they are about. Every
 * way a position can end goes through here: by a plan, by its stop, by hand, by force, or found
 * gone.
 *
 * @param open of the position that is open afterwards
 * @param carried what was paid for a position that nobody keeps; the next one begins with it
 * @param closed the positions that have ended, oldest first
 */
public record Accounts(
    Optional<PositionAccount> open,
    List<ClosedPosition> closed,
    Optional<PositionAccount> carried) {
  private static final String BY_HAND = "by_hand";
  private static final String FOUND_FLAT = "found_flat";

  public Accounts {
    closed = List.copyOf(closed);
  }

  /**
   * What is known of a position before.
   *
   * @param seen by harvest-brain, of the same position: the best and the worst price
   */
  public record Known(OpenPosition position, PositionAccount account, Optional<Evaluation> seen) {
    private PositionId id() {
      return position.position().id();
    }
  }

  /** A result, and why it came about: the reason of a position's end, if it is one. */
  public record Entry(ApplyResult result, String reason) {}

  /**
   * @param before empty if nothing was open, or nobody knows what was
   * @param begun what is carried so far: {@link PositionAccount#NEW} as a rule
   * @param entries oldest first
   * @param after as it is open now
   */
  public static Accounts after(
      Optional<Known> before,
      PositionAccount begun,
      List<Entry> entries,
      Optional<OpenPosition> after) {
    Map<PositionId, List<Entry>> byPosition = new LinkedHashMap<>();
    for (Entry entry : entries) {
      entry
          .result()
          .positionId()
          .ifPresent(id -> byPosition.computeIfAbsent(id, i -> new ArrayList<>()).add(entry));
    }
    List<ClosedPosition> closed = new ArrayList<>();
    Optional<PositionAccount> carried = Optional.empty();
    for (Map.Entry<PositionId, List<Entry>> one : byPosition.entrySet()) {
      PositionId id = one.getKey();
      List<Entry> its = one.getValue();
      if (after.filter(open -> open.position().id().equals(id)).isPresent()) {
        continue;
      }
      if (isEnd(its)) {
        closed.add(closed(before.filter(known -> known.id().equals(id)), id, its));
      } else {
        Side side = its.getLast().result().positionSide().orElse(Side.LONG);
        carried = Optional.of(folded(carried.orElse(begun), its, side).costs());
      }
    }
    return new Accounts(after.map(open -> open(before, begun, byPosition, open)), closed, carried);
  }

  private static PositionAccount open(
      Optional<Known> before,
      PositionAccount begun,
      Map<PositionId, List<Entry>> byPosition,
      OpenPosition after) {
    Position position = after.position();
    PositionAccount account =
        before.filter(known -> known.id().equals(position.id())).map(Known::account).orElse(begun);
    return folded(account, byPosition.getOrDefault(position.id(), List.of()), position.side());
  }

  private static PositionAccount folded(PositionAccount account, List<Entry> entries, Side side) {
    PositionAccount now = account;
    for (Entry entry : entries) {
      now = now.after(entry.result(), side);
    }
    return now;
  }

  /** What did not end, and is not open afterwards, was netted with something else. */
  private static boolean isEnd(List<Entry> entries) {
    ApplyResult last = entries.getLast().result();
    return last.reduceOnly() && last.positionQtyAfter().filter(Quantity::isZero).isPresent();
  }

  private static ClosedPosition closed(Optional<Known> known, PositionId id, List<Entry> entries) {
    ApplyResult last = entries.getLast().result();
    Side side =
        last.positionSide()
            .or(() -> known.map(one -> one.position().position().side()))
            .orElseThrow(() -> new IllegalStateException("no side in the result of " + id));
    PositionAccount account =
        folded(known.map(Known::account).orElse(PositionAccount.NEW), entries, side);
    BigDecimal booked = realized(entries);
    Bought bought = bought(known, entries, account, booked, side);
    Optional<BigDecimal> risk = known.flatMap(one -> one.position().position().entryRisk());
    return new ClosedPosition(
        id,
        last.symbol(),
        side,
        known
            .map(one -> one.position().position().openedAtMillis())
            .orElse(entries.getFirst().result().timestampMillis()),
        last.timestampMillis(),
        bought.entry(),
        average(account.closedValue(), account.closedQty()),
        bought.qty(),
        account
            .initialStop()
            .or(() -> risk.flatMap(distance -> stopBehind(bought.entry(), distance, side))),
        risk,
        known.map(one -> one.position().realizedPnl()).orElse(BigDecimal.ZERO).add(booked),
        account.commission(),
        account.commissionAssets(),
        account.funding(),
        account.fundingAssets(),
        furthest(known.flatMap(Known::seen).map(Evaluation::peak), account.best(), bought, side),
        furthest(
            known.flatMap(Known::seen).map(Evaluation::trough),
            account.worst(),
            bought,
            side == Side.LONG ? Side.SHORT : Side.LONG),
        tranches(known, entries),
        reason(entries.getLast()),
        account.regime(),
        known.map(one -> one.position().position().leverage()).orElse(Leverage.NONE),
        known.flatMap(one -> one.position().planId()).isPresent()
            ? ClosedPosition.OURS
            : ClosedPosition.ADOPTED,
        pending(known, entries),
        0);
  }

  private static BigDecimal realized(List<Entry> entries) {
    return entries.stream()
        .flatMap(entry -> entry.result().execution().realizedPnl().stream())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** All that was bought or sold into it, and at what on average. */
  private record Bought(Quantity qty, Price entry) {}

  private static Bought bought(
      Optional<Known> known,
      List<Entry> entries,
      PositionAccount account,
      BigDecimal realized,
      Side side) {
    BigDecimal qty =
        known.map(one -> one.position().position().initialQty().value()).orElse(BigDecimal.ZERO);
    BigDecimal value =
        known
            .map(one -> one.position().position().entry().value())
            .orElse(BigDecimal.ZERO)
            .multiply(qty);
    for (Entry entry : entries) {
      ApplyResult result = entry.result();
      Optional<Price> price = result.execution().price();
      if (result.isFill() && !result.reduceOnly() && price.isPresent()) {
        BigDecimal added = result.execution().filledQty().value();
        qty = qty.add(added);
        value = value.add(price.get().value().multiply(added));
      }
    }
    if (qty.signum() > 0) {
      return new Bought(new Quantity(qty), average(value, qty).orElseThrow());
    }
    // nobody saw it open: what the exchange says was earned tells what was paid
    BigDecimal closed = account.closedQty();
    BigDecimal paid =
        account.closedValue().subtract(realized.multiply(BigDecimal.valueOf(side.direction())));
    return new Bought(
        new Quantity(closed),
        average(paid, closed)
            .or(() -> average(account.closedValue(), closed))
            .orElseThrow(() -> new IllegalStateException("a position that nobody traded ended")));
  }

  private static Optional<Price> average(BigDecimal value, BigDecimal qty) {
    return qty.signum() > 0 && value.signum() > 0
        ? Optional.of(OrderFill.average(value, new Quantity(qty)))
        : Optional.empty();
  }

  private static Optional<Price> stopBehind(Price entry, BigDecimal distance, Side side) {
    BigDecimal stop =
        entry.value().subtract(distance.multiply(BigDecimal.valueOf(side.direction())));
    return Optional.of(stop)
        .filter(level -> level.signum() > 0)
        .map(level -> new Price(level.round(MathContext.DECIMAL64)));
  }

  private static Price furthest(
      Optional<Price> seen, Optional<Price> filled, Bought bought, Side side) {
    Price furthest = bought.entry();
    for (Optional<Price> other : List.of(seen, filled)) {
      if (other.isPresent() && side.isBetter(other.get().value(), furthest.value())) {
        furthest = other.get();
      }
    }
    return furthest;
  }

  private static List<String> tranches(Optional<Known> known, List<Entry> entries) {
    Set<String> levels = new LinkedHashSet<>();
    known.ifPresent(one -> levels.addAll(one.position().harvested()));
    entries.forEach(entry -> entry.result().level().ifPresent(levels::add));
    return List.copyOf(levels);
  }

  private static String reason(Entry last) {
    if (!last.reason().isEmpty()) {
      return last.reason();
    }
    return last.result().execution().tradeIds().isEmpty() ? FOUND_FLAT : BY_HAND;
  }

  /** Orders whose trades have not come: their money is added when they do. */
  private static List<String> pending(Optional<Known> known, List<Entry> entries) {
    Set<String> orders = new LinkedHashSet<>();
    known.ifPresent(one -> orders.addAll(one.position().unsettled().feesPending()));
    for (Entry entry : entries) {
      ApplyResult result = entry.result();
      if (result.isFill() && result.execution().tradeIds().isEmpty()) {
        result.execution().orderId().ifPresent(ids -> orders.addAll(List.of(ids.split(","))));
      }
    }
    return List.copyOf(orders);
  }
}
