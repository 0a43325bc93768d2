package quantum.harvestproposal.decide;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import quantum.contracts.Evaluation;
import quantum.contracts.ForeignPosition;
import quantum.contracts.OpenPosition;
import quantum.contracts.Ticker;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

/**
 * All that Redis says about the position of one symbol.
 *
 * @param state the hash of another executor
 * @param own the suite's position
 * @param evaluation harvest-brain's of it
 * @param execution what the newest fill in the execution stream tells
 * @param ticker the last price
 */
public record Sightings(
    Symbol symbol,
    Lookup<ForeignPosition> state,
    Lookup<OpenPosition> own,
    Optional<Evaluation> evaluation,
    Lookup<ForeignPosition> execution,
    Optional<Ticker> ticker) {

  /** How long a position holds that another executor told, event time. */
  private static final long TOLD_HOLDS_MILLIS = 60_000;

  private static final PositionId FOREIGN = new PositionId("foreign");

  private record Seen(Price price, long atMillis) {}

  /**
   * The position to look at. What another executor told more than 60 s ago, or nobody knows when,
   * counts last: it may have been left behind. An unreadable record ends the search: an example in
   * place of a real position that cannot be read would mislead.
   *
   * @param nowMillis wall clock, where nothing tells the event time
   */
  public Choice choose(PositionSource wanted, long nowMillis) {
    List<PositionSource> order = wanted.order();
    return certain(order, nowMillis)
        .or(() -> leftBehind(order, nowMillis))
        .or(
            () ->
                order.contains(PositionSource.SYNTHETIC)
                    ? Optional.of(new Choice.Chosen(Synthetic.of(symbol, priced(nowMillis))))
                    : Optional.empty())
        .orElseGet(() -> new Choice.Flat("no position in " + wanted));
  }

  /** Whether nobody who would know tells of a position; what may be left behind counts nothing. */
  public boolean isFlat(long nowMillis) {
    return certain(PositionSource.AUTO.order(), nowMillis).isEmpty();
  }

  private Optional<Choice> certain(List<PositionSource> order, long nowMillis) {
    Optional<Choice> choice = Optional.empty();
    if (order.contains(PositionSource.REDIS_HASH)) {
      choice =
          open(state, told -> holds(told, nowMillis))
              .map(told -> foreign(told, FoundIn.REDIS_STATE, nowMillis))
              .or(() -> own.found().map(mine -> ofSuite(mine.position())))
              .or(() -> unreadable(state.isUnreadable() || own.isUnreadable()));
    }
    return choice.isPresent() || !order.contains(PositionSource.REDIS_STREAM)
        ? choice
        : unreadable(execution.isUnreadable())
            .or(
                () ->
                    open(execution, told -> holds(told, nowMillis))
                        .map(told -> foreign(told, FoundIn.REDIS_STREAM, nowMillis)));
  }

  private Optional<Choice> leftBehind(List<PositionSource> order, long nowMillis) {
    Optional<Choice> choice = Optional.empty();
    if (order.contains(PositionSource.REDIS_HASH)) {
      choice = open(state, _ -> true).map(told -> foreign(told, FoundIn.REDIS_STATE, nowMillis));
    }
    return choice.isPresent() || !order.contains(PositionSource.REDIS_STREAM)
        ? choice
        : open(execution, _ -> true).map(told -> foreign(told, FoundIn.REDIS_STREAM, nowMillis));
  }

  /**
   * What counts last, and why, for the log: of the state always, because it stands before the
   * suite's own position otherwise; of the stream only where it is what was chosen.
   */
  public Optional<String> countsLast(Choice choice, PositionSource wanted, long nowMillis) {
    boolean fromStream =
        choice instanceof Choice.Chosen(Subject subject)
            && subject.source() == FoundIn.REDIS_STREAM;
    Lookup<ForeignPosition> asked = fromStream ? execution : state;
    if (!fromStream && !wanted.order().contains(PositionSource.REDIS_HASH)) {
      return Optional.empty();
    }
    return open(asked, told -> !holds(told, nowMillis))
        .map(
            told ->
                (fromStream ? FoundIn.REDIS_STREAM : FoundIn.REDIS_STATE)
                    + " counts last: "
                    + told.toldAtMillis()
                        .map(at -> "told " + (clock(nowMillis) - at) / 1000 + " s ago")
                        .orElse("it tells no time"));
  }

  private static Optional<ForeignPosition.Open> open(
      Lookup<ForeignPosition> lookup, Predicate<ForeignPosition.Open> which) {
    return lookup
        .found()
        .filter(ForeignPosition.Open.class::isInstance)
        .map(ForeignPosition.Open.class::cast)
        .filter(which);
  }

  private boolean holds(ForeignPosition.Open told, long nowMillis) {
    return told.toldAtMillis()
        .filter(at -> Math.abs(clock(nowMillis) - at) <= TOLD_HOLDS_MILLIS)
        .isPresent();
  }

  /** Event time now: that of the last price, and what has passed since it was received. */
  private long clock(long nowMillis) {
    return ticker
        .map(t -> t.timestampMillis() + Math.max(0, nowMillis - t.receivedAtMillis()))
        .orElse(nowMillis);
  }

  private long priced(long nowMillis) {
    return ticker.map(Ticker::timestampMillis).orElse(nowMillis);
  }

  private static Optional<Choice> unreadable(boolean is) {
    return is ? Optional.of(new Choice.Skipped("its position is unreadable")) : Optional.empty();
  }

  private Choice ofSuite(Position position) {
    Optional<Evaluation> mine = evaluation.filter(seen -> seen.positionId().equals(position.id()));
    return newest(
            ticker.map(t -> new Seen(t.markPrice(), t.timestampMillis())),
            mine.map(e -> new Seen(e.current(), e.lastUpdateMillis())))
        .<Choice>map(
            seen ->
                new Choice.Chosen(
                    new Subject(
                        position,
                        FoundIn.REDIS_HASH,
                        upTo(seen.price(), position, mine),
                        seen.atMillis(),
                        mine.map(Evaluation::killMemory).orElse(KillMemory.NONE))))
        .orElseGet(() -> new Choice.Skipped("no price"));
  }

  private Choice foreign(ForeignPosition.Open open, FoundIn source, long nowMillis) {
    Optional<Seen> newest =
        newest(
            ticker.map(t -> new Seen(t.markPrice(), t.timestampMillis())),
            open.current()
                // nobody knows how old a price without a time is: any other is newer
                .filter(_ -> open.toldAtMillis().isPresent() || ticker.isEmpty())
                .map(p -> new Seen(p, open.toldAtMillis().orElse(nowMillis))));
    return newest
        .<Choice>map(seen -> new Choice.Chosen(subject(open, source, seen)))
        .orElseGet(() -> new Choice.Skipped("no price"));
  }

  private static Optional<Seen> newest(Optional<Seen> ticker, Optional<Seen> other) {
    if (ticker.isEmpty() || other.isEmpty()) {
      return ticker.or(() -> other);
    }
    return ticker.get().atMillis() >= other.get().atMillis() ? ticker : other;
  }

  /**
   * What the suite knows of the same position is not forgotten because another executor tells it.
   */
  private Subject subject(ForeignPosition.Open open, FoundIn source, Seen seen) {
    Optional<Position> same =
        own.found().map(OpenPosition::position).filter(mine -> mine.side() == open.side());
    Optional<BigDecimal> risk = open.entryRisk().or(() -> same.flatMap(Position::entryRisk));
    long opened =
        open.openedAtMillis()
            .or(() -> open.ageSeconds().map(age -> seen.atMillis() - age * 1000))
            .orElse(same.map(Position::openedAtMillis).orElse(seen.atMillis()));
    Position position =
        new Position(
            symbol,
            open.side(),
            same.map(Position::id).orElse(FOREIGN),
            open.qty(),
            open.qty(),
            open.entry(),
            risk,
            open.stop(),
            Optional.empty(),
            List.of(),
            List.of(),
            open.leverage().orElse(Leverage.NONE),
            Optional.empty(),
            opened,
            0,
            same.flatMap(Position::tickSize));
    Optional<Evaluation> mine = evaluation.filter(e -> e.positionId().equals(position.id()));
    return new Subject(
        position,
        source,
        upTo(seen.price(), position, mine),
        seen.atMillis(),
        mine.map(Evaluation::killMemory).orElse(KillMemory.NONE));
  }

  /** What the suite has seen of the position, and that price. */
  private static Excursion upTo(Price price, Position position, Optional<Evaluation> seen) {
    return seen.map(e -> new Excursion(e.current(), e.peak(), e.trough()))
        .map(before -> before.next(position.side(), price))
        .orElseGet(() -> Excursion.at(price));
  }

  /** Whether a risk proposal made for {@code id} is about the position of this id. */
  static boolean isAbout(Optional<PositionId> id, Position position) {
    return id.isEmpty() || id.get().equals(position.id()) || position.id().equals(FOREIGN);
  }
}
