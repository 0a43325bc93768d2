package quantum.contracts;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import quantum.kernel.position.Position;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * The trade fields of {@code quantum:position:{SYMBOL}} (SPEC §4.1), written by the apply layer
 * with each fill. Absent once the position is closed.
 *
 * @param planId the plan that opened it
 * @param harvested levels that the apply layer has executed
 * @param realizedPnl gross, USDT, over this position's life
 * @param lastTradeId how far the exchange's trades are booked, as its venue writes it
 * @param protection since when the stop holds, and where it stands at the exchange
 * @param unsettled what has been executed and is not booked to the last cent
 * @param source who keeps the trade fields: {@link #SOURCE_APPLY_LAYER} or {@link #SOURCE_BRAIN}
 * @param keeping whose it is, and whether orders are sent for it
 */
public record OpenPosition(
    Position position,
    Optional<PlanId> planId,
    Set<String> harvested,
    Optional<BigDecimal> volatilityFactor,
    BigDecimal realizedPnl,
    Optional<String> lastTradeId,
    Protection protection,
    Unsettled unsettled,
    String source,
    Keeping keeping) {
  public static final String SOURCE_APPLY_LAYER = ApplyResult.SOURCE_APPLY_LAYER;

  /** The brain made the hash from a foreign fill; nothing at the exchange stands behind it. */
  public static final String SOURCE_BRAIN = "harvest_brain";

  /** A position nobody renews for this long is forgotten. */
  public static final long TTL_SECONDS = 24 * 3600;

  /** The field that says which life of the position the hash is about: guards of writes name it. */
  public static final String POSITION_ID = Fields.POSITION_ID.name();

  private static final Field<Side> SIDE = Field.core(Side::parse, "", "LONG or SHORT", "side");
  private static final Field<Quantity> QTY =
      Field.core(Fields::someQuantity, Fields.BASE, "open now, > 0", "qty", "quantity");
  private static final Field<Quantity> INITIAL_QTY =
      Field.optional(
          Fields::someQuantity, Fields.BASE, "all that was bought or sold into it", "initial_qty");
  static final Field<Price> ENTRY_PRICE =
      Field.core(Price::of, Fields.QUOTE, "average entry", "entry_price");
  private static final Field<PlanId> PLAN_ID = Fields.PLAN_ID.meaning("the plan that opened it");
  private static final Field<Long> OPENED_AT =
      Field.optional(
          EventTime::parseMillis, Fields.TIME, "event time of the opening fill", "opened_at");
  private static final Field<BigDecimal> ENTRY_RISK =
      Field.optional(
          Fields::positive,
          Fields.QUOTE,
          "distance of the entry to the first stop; frozen, the denominator of R",
          "entry_risk");
  static final Field<List<String>> HARVESTED_LEVELS =
      Field.optional(
          FieldReader::listOf,
          "R, or tp1 …",
          "levels that were executed, comma-separated",
          "harvested");
  private static final Field<Integer> ATTEMPTS_FIELD =
      Field.optional(
          Fields::count, "", "plans that ended in an error or an incomplete fill", "attempts");
  public static final String ATTEMPTS = ATTEMPTS_FIELD.name();
  private static final Field<BigDecimal> REALIZED_PNL =
      Field.number(Fields.USDT, "gross, over this position's life", "realized_pnl");
  private static final Field<BigDecimal> TICK_SIZE =
      Field.optional(Fields::positive, Fields.QUOTE, "the symbol's price step", "tick_size");
  private static final Field<String> LAST_TRADE_ID =
      Field.optional(
          Fields::venueText, "", "newest trade of the exchange that is booked", "last_trade_id");
  private static final Field<String> SOURCE_FIELD =
      Field.text("apply_layer, or harvest_brain for a foreign fill", "source");
  public static final String SOURCE = SOURCE_FIELD.name();
  public static final String STOP_LOSS = Fields.STOP_LOSS.name();
  private static final Field<Keeping> KEEPING =
      Field.optional(
          Keeping::parse,
          "",
          "own: a plan of ours opened it; managed: made by hand, looked after as own; watched: made by"
              + " hand, judged, no stop of ours and no order (ADOPT_POSITIONS)",
          "keeping");

  static final List<Field<?>> FIELDS = fields();

  private static List<Field<?>> fields() {
    List<Field<?>> all =
        new ArrayList<>(
            List.of(Fields.SYMBOL, SIDE, QTY, INITIAL_QTY, ENTRY_PRICE, Fields.LEVERAGE_KNOWN));
    all.add(
        Fields.STOP_LOSS.ranked(Field.Rank.OPTIONAL).meaning("the protective stop; only tightens"));
    all.addAll(EntryLevels.FIELDS.subList(1, EntryLevels.FIELDS.size()));
    all.addAll(
        List.of(
            PLAN_ID,
            Fields.POSITION_ID,
            OPENED_AT,
            Fields.ATR,
            Fields.VOLATILITY_FACTOR,
            ENTRY_RISK,
            HARVESTED_LEVELS,
            ATTEMPTS_FIELD,
            REALIZED_PNL));
    all.addAll(Protection.FIELDS);
    all.addAll(Unsettled.FIELDS);
    all.addAll(List.of(TICK_SIZE, LAST_TRADE_ID, SOURCE_FIELD, KEEPING));
    return List.copyOf(all);
  }

  /** One of our own. */
  public OpenPosition(
      Position position,
      Optional<PlanId> planId,
      Set<String> harvested,
      Optional<BigDecimal> volatilityFactor,
      BigDecimal realizedPnl,
      Optional<String> lastTradeId,
      Protection protection,
      Unsettled unsettled,
      String source) {
    this(
        position,
        planId,
        harvested,
        volatilityFactor,
        realizedPnl,
        lastTradeId,
        protection,
        unsettled,
        source,
        Keeping.OWN);
  }

  public OpenPosition {
    harvested = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(harvested));
  }

  public OpenPosition with(Position next) {
    return new OpenPosition(
        next,
        planId,
        harvested,
        volatilityFactor,
        realizedPnl,
        lastTradeId,
        protection,
        unsettled,
        source,
        keeping);
  }

  public OpenPosition with(Protection next) {
    return new OpenPosition(
        position,
        planId,
        harvested,
        volatilityFactor,
        realizedPnl,
        lastTradeId,
        next,
        unsettled,
        source,
        keeping);
  }

  public OpenPosition with(Unsettled next) {
    return new OpenPosition(
        position,
        planId,
        harvested,
        volatilityFactor,
        realizedPnl,
        lastTradeId,
        protection,
        next,
        source,
        keeping);
  }

  /** With more levels executed. */
  public OpenPosition withHarvested(Set<String> levels) {
    return new OpenPosition(
        position,
        planId,
        levels,
        volatilityFactor,
        realizedPnl,
        lastTradeId,
        protection,
        unsettled,
        source,
        keeping);
  }

  /** With a profit booked and all trades up to this one. */
  public OpenPosition booked(BigDecimal realized, Optional<String> upToTrade) {
    return new OpenPosition(
        position,
        planId,
        harvested,
        volatilityFactor,
        realized,
        upToTrade,
        protection,
        unsettled,
        source,
        keeping);
  }

  /** The same, kept otherwise. */
  public OpenPosition kept(Keeping otherwise) {
    return new OpenPosition(
        position,
        planId,
        harvested,
        volatilityFactor,
        realizedPnl,
        lastTradeId,
        protection,
        unsettled,
        source,
        otherwise);
  }

  /** Whether orders are sent for it: what is only watched is judged, and nothing more. */
  public boolean isManaged() {
    return keeping != Keeping.WATCHED;
  }

  /**
   * What is later than can be is not known: when it was opened, and since when its stop holds. No
   * price is older than that.
   */
  public OpenPosition knownBy(long latestMillis) {
    OpenPosition opened =
        position.openedAtMillis() <= latestMillis ? this : with(position.withOpenedAt(0));
    return protection.sinceMillis().filter(since -> since > latestMillis).isEmpty()
        ? opened
        : opened.with(new Protection(Optional.empty(), protection.state(), protection.order()));
  }

  /**
   * Whether it is the position that {@code earlier} is; one whose hash has lost its id is, if side
   * and entry are the same.
   */
  public boolean isStill(OpenPosition earlier) {
    Position before = earlier.position;
    return position.side() == before.side()
        && (position.id().equals(before.id())
            || isNameless() && position.entry().equals(before.entry()));
  }

  private boolean isNameless() {
    return position.id().equals(unnamed(position.symbol(), position.openedAtMillis()));
  }

  /**
   * As {@link Position#completedBy}: a field that somebody emptied or broke does not take away what
   * is known. What was executed stays executed.
   */
  public OpenPosition completedBy(OpenPosition earlier) {
    Set<String> levels = new LinkedHashSet<>(earlier.harvested);
    levels.addAll(harvested);
    return new OpenPosition(
        position.completedBy(earlier.position),
        planId.or(earlier::planId),
        levels,
        volatilityFactor.or(earlier::volatilityFactor),
        realizedPnl,
        lastTradeId,
        protection.sinceMillis().isPresent()
            ? protection
            : new Protection(
                earlier.protection.sinceMillis(), protection.state(), protection.order()),
        unsettled,
        source,
        keeping);
  }

  /**
   * Reads the hash. Symbol, side, quantity and entry decide whether it is a position; of the rest
   * what cannot be read is missing, and what can is never thrown away.
   *
   * @return {@link Optional#empty} in {@code Ok} if the hash does not exist
   */
  public static Decoded<Optional<OpenPosition>> decode(Map<String, String> hash) {
    if (hash.isEmpty()) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(FieldReader.ofHash(hash), reader -> Optional.of(read(reader)));
  }

  private static OpenPosition read(FieldReader reader) {
    Symbol symbol = reader.require(Fields.SYMBOL);
    Quantity qty = reader.require(QTY);
    EntryLevels levels = EntryLevels.read(reader);
    Optional<Quantity> initialQty = reader.read(INITIAL_QTY);
    if (initialQty.filter(initial -> initial.compareTo(qty) < 0).isPresent()) {
      reader.note(INITIAL_QTY, "must be >= qty " + qty);
    }
    Optional<PlanId> plan = reader.read(PLAN_ID);
    long openedAt = reader.read(OPENED_AT, 0L);
    Position position =
        new Position(
            symbol,
            reader.require(SIDE),
            reader
                .read(Fields.POSITION_ID)
                .or(() -> plan.map(id -> new PositionId(id.value())))
                .orElseGet(() -> unnamed(symbol, openedAt)),
            qty,
            initialQty.filter(initial -> initial.compareTo(qty) >= 0).orElse(qty),
            reader.require(ENTRY_PRICE),
            reader.read(ENTRY_RISK),
            levels.stopLoss(),
            levels.takeProfit(),
            levels.targets(),
            levels.scheme(),
            reader.read(Fields.LEVERAGE_KNOWN, Leverage.NONE),
            reader.read(Fields.ATR).filter(atr -> atr.signum() > 0),
            openedAt,
            reader.read(ATTEMPTS_FIELD, 0),
            reader.read(TICK_SIZE));
    return new OpenPosition(
        position,
        plan,
        new LinkedHashSet<>(reader.items(HARVESTED_LEVELS, Fields::level)),
        reader.read(Fields.VOLATILITY_FACTOR),
        reader.read(REALIZED_PNL, BigDecimal.ZERO),
        reader.read(LAST_TRADE_ID),
        Protection.read(reader),
        Unsettled.read(reader),
        reader.read(SOURCE_FIELD, SOURCE_APPLY_LAYER),
        keeping(reader, plan));
  }

  /**
   * Earlier versions wrote none and looked after all they kept. What is there and cannot be read is
   * our own only where a plan of ours made it.
   */
  private static Keeping keeping(FieldReader reader, Optional<PlanId> plan) {
    return reader
        .read(KEEPING)
        .orElseGet(() -> plan.isPresent() || !reader.has(KEEPING) ? Keeping.OWN : Keeping.WATCHED);
  }

  /** Whoever reads the same hash without an id gives it the same one. */
  private static PositionId unnamed(Symbol symbol, long openedAtMillis) {
    return new PositionId(
        PlanId.ofForeign("position of " + symbol + " at " + openedAtMillis).value());
  }

  /** The levels in R among those that were executed; names such as tp1 are left out. */
  public SortedSet<BigDecimal> harvestedR() {
    SortedSet<BigDecimal> levels = new TreeSet<>();
    harvested.forEach(level -> Fields.levelInR(level).ifPresent(levels::add));
    return levels;
  }

  /** The one trade field that harvest-brain may set: a risk that nobody had frozen. */
  public static Map<String, String> encodeEntryRisk(BigDecimal entryRisk) {
    return new FieldWriter().put(ENTRY_RISK, entryRisk).fields();
  }

  public Map<String, String> encode() {
    Position p = position;
    FieldWriter writer =
        new FieldWriter()
            .put(Fields.SYMBOL, p.symbol())
            .put(SIDE, p.side())
            .put(QTY, p.qty())
            .put(INITIAL_QTY, p.initialQty())
            .put(ENTRY_PRICE, p.entry())
            .put(Fields.LEVERAGE_KNOWN, p.leverage().value());
    new EntryLevels(p.stop(), p.takeProfit(), p.targets(), p.scheme()).write(writer);
    writer
        .put(PLAN_ID, planId)
        .put(Fields.POSITION_ID, p.id())
        .time(OPENED_AT, p.openedAtMillis())
        .put(Fields.ATR, p.atr())
        .put(Fields.VOLATILITY_FACTOR, volatilityFactor)
        .put(ENTRY_RISK, p.entryRisk())
        .list(HARVESTED_LEVELS, List.copyOf(harvested))
        .put(ATTEMPTS_FIELD, p.attempts())
        .put(REALIZED_PNL, realizedPnl);
    protection.write(writer);
    unsettled.write(writer);
    return writer
        .put(TICK_SIZE, p.tickSize())
        .put(LAST_TRADE_ID, lastTradeId)
        .put(SOURCE_FIELD, source)
        .put(KEEPING, keeping)
        .fields();
  }
}
