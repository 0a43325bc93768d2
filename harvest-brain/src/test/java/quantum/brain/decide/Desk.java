package quantum.brain.decide;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.Evaluation;
import quantum.contracts.FeedEvent;
import quantum.contracts.Hand;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.Keeping;
import quantum.contracts.Ledger;
import quantum.contracts.OpenPosition;
import quantum.contracts.PriceUpdate;
import quantum.contracts.Protection;
import quantum.contracts.RiskProposal;
import quantum.contracts.TradeIntent;
import quantum.contracts.Unsettled;
import quantum.kernel.harvest.Ladder;
import quantum.kernel.harvest.PolicyTerms;
import quantum.kernel.harvest.PolicyTerms.Kind;
import quantum.kernel.kill.KillRule;
import quantum.kernel.level.RScaling;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.position.Position;
import quantum.kernel.theta.Theta;
import quantum.kernel.tranche.QuantityBasis;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * The decisions of harvest-brain with their state, fed by hand; the effects of each event come
 * back.
 */
final class Desk {
  static final Symbol SYMBOL = Symbol.of("BTCUSDT");
  static final PositionId ID = new PositionId("00000000000000a1");
  static final PositionId EARLIER = new PositionId("00000000000000a0");
  static final long OPENED = 1_770_000_000_000L;

  /** Stream id of every result. */
  static final String RESULT_ID = (OPENED + 1) + "-7";

  static final long SECOND = 1_000;
  static final long TTL = 900 * SECOND;

  private final HarvestRules rules;
  private final FeedDecider decider;
  private final ClockDecider clock;
  private final ResultBooker booker;
  private BrainState state = new BrainState().draft();
  private boolean fresh = true;
  private boolean killed;
  private boolean paused;

  private Desk(HarvestRules rules) {
    this.rules = rules;
    this.decider = new FeedDecider(rules);
    this.clock = new ClockDecider(rules);
    this.booker = new ResultBooker(rules);
  }

  static Desk kernel(HarvestMode mode) {
    return kernel(mode, Theta.DEFAULTS, QuantityBasis.CURRENT, 30);
  }

  static Desk kernel(HarvestMode mode, Theta theta, QuantityBasis basis, int perMinute) {
    return new Desk(rules(mode, terms(Kind.KERNEL, theta, KillRule.FIXED, basis), perMinute));
  }

  static Desk ladder(HarvestMode mode) {
    return new Desk(
        rules(mode, terms(Kind.LADDER, Theta.DEFAULTS, KillRule.FIXED, QuantityBasis.CURRENT), 30));
  }

  /** Live, under the kernel policy with this kill rule. */
  static Desk judging(KillRule kill) {
    return new Desk(
        rules(
            HarvestMode.LIVE, terms(Kind.KERNEL, Theta.DEFAULTS, kill, QuantityBasis.CURRENT), 30));
  }

  private static PolicyTerms terms(Kind kind, Theta theta, KillRule kill, QuantityBasis basis) {
    return new PolicyTerms(
        kind,
        theta,
        kill,
        0.5,
        RScaling.NONE,
        basis,
        Ladder.DEFAULT,
        new BigDecimal("0.5"),
        new BigDecimal("2"),
        false);
  }

  private static HarvestRules rules(HarvestMode mode, PolicyTerms terms, int perMinute) {
    return new HarvestRules(mode, terms, perMinute, TTL);
  }

  /** Live, with a long that any kill score closes. */
  static Desk closing() {
    return kernel(HarvestMode.LIVE, killing(), QuantityBasis.CURRENT, 30)
        .holds(position(Side.LONG));
  }

  /** One that can close at once: any kill score reaches its threshold. */
  static Theta killing() {
    return Theta.DEFAULTS.with("kill_threshold", "0.5");
  }

  /** Entry 100, risk 2 per unit, 8 units. */
  static Position position(Side side) {
    return new Position(
        SYMBOL,
        side,
        ID,
        Quantity.of("8"),
        Quantity.of("8"),
        Price.of("100"),
        Optional.of(new BigDecimal("2")),
        Optional.of(Price.of(side == Side.LONG ? "98" : "102")),
        Optional.empty(),
        List.of(),
        List.of(),
        new Leverage(1),
        Optional.empty(),
        OPENED,
        0,
        Optional.of(new BigDecimal("0.01")));
  }

  static Position withoutStop() {
    Position p = position(Side.LONG);
    return new Position(
        p.symbol(),
        p.side(),
        p.id(),
        p.qty(),
        p.initialQty(),
        p.entry(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        p.leverage(),
        Optional.empty(),
        OPENED,
        0,
        Optional.empty());
  }

  Desk holds(Position position, String... harvested) {
    OpenPosition open =
        new OpenPosition(
            position,
            Optional.empty(),
            Set.of(harvested),
            Optional.empty(),
            BigDecimal.ZERO,
            Optional.empty(),
            Protection.NONE,
            Unsettled.NOTHING,
            OpenPosition.SOURCE_APPLY_LAYER);
    state.load(position.symbol(), Optional.of(open), Optional.empty());
    return this;
  }

  /** A hand made the position, and it is only watched. */
  Desk watched() {
    OpenPosition open = tracked().open().kept(Keeping.WATCHED);
    state.load(SYMBOL, Optional.of(open), Optional.empty());
    return this;
  }

  /** What Redis says of the trade fields after the apply layer wrote them. */
  Desk applied(Position position, String... harvested) {
    return holds(position, harvested);
  }

  /** What market-state says of the symbol from now on. */
  Desk market(MarketConditions now) {
    state.loadMarkets(Map.of(SYMBOL, now));
    return this;
  }

  /** What risk-proposal says of the symbol. */
  Desk proposed(RiskProposal proposal) {
    state.loadProposals(Map.of(SYMBOL, proposal));
    return this;
  }

  /** What the operator sets for the symbol, name, value, name, value …; nothing: the settings. */
  Desk overridden(String... fields) {
    Map<String, String> hash = new HashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      hash.put(fields[i], fields[i + 1]);
    }
    state.load(SYMBOL, ok(HarvestOverrides.decode(hash)).map(rules::with));
    return this;
  }

  Desk closed() {
    state.load(SYMBOL, Optional.empty(), Optional.empty());
    return this;
  }

  Desk fresh(boolean now) {
    fresh = now;
    return this;
  }

  private Hand hand() {
    return new Hand.Told(killed, false, paused ? Set.of(SYMBOL) : Set.of());
  }

  Desk paused(boolean now) {
    paused = now;
    return this;
  }

  Desk killed(boolean now) {
    killed = now;
    return this;
  }

  BrainState state() {
    return state;
  }

  HarvestRules rules() {
    return rules;
  }

  /** The trade and evaluation fields go through Redis and nothing else stays. */
  Desk restarted() {
    OpenPosition open = tracked().open();
    Map<String, String> hash = new HashMap<>(open.encode());
    tracked().evaluation().ifPresent(e -> hash.putAll(e.encode()));
    BrainState next = new BrainState().draft();
    next.load(open.position().symbol(), ok(OpenPosition.decode(hash)), ok(Evaluation.decode(hash)));
    state = next;
    return this;
  }

  TrackedPosition tracked() {
    return state.position(SYMBOL).orElseThrow();
  }

  Position held() {
    return tracked().position();
  }

  Ledger ledger() {
    return state.ledger(SYMBOL);
  }

  /** Only what would be published; log lines and state aside. */
  List<BrainEffect> price(String price, long seconds) {
    return allOf(price, seconds).stream().filter(Desk::isPublished).toList();
  }

  List<BrainEffect> allOf(String price, long seconds) {
    return decider.onPrice(
        state, new PriceUpdate(SYMBOL, Price.of(price), OPENED + seconds * SECOND), fresh, hand());
  }

  List<BrainEffect> priceOf(Symbol symbol, String price, long seconds) {
    return decider
        .onPrice(
            state,
            new PriceUpdate(symbol, Price.of(price), OPENED + seconds * SECOND),
            fresh,
            hand())
        .stream()
        .filter(Desk::isPublished)
        .toList();
  }

  /** The wall clock is looked at. */
  List<BrainEffect> clock(long millis) {
    return clock.onClock(state, 1_800_000_000_000L + millis, hand());
  }

  static boolean isPublished(BrainEffect effect) {
    return effect instanceof BrainEffect.EmitPartial
        || effect instanceof BrainEffect.EmitStopMove
        || effect instanceof BrainEffect.EmitFullClose;
  }

  /** The intent types of the effects, in order. */
  static List<String> types(List<BrainEffect> effects) {
    List<String> types = new ArrayList<>();
    for (BrainEffect effect : effects) {
      intent(effect).ifPresent(intent -> types.add(intent.intentType()));
    }
    return types;
  }

  static Optional<TradeIntent.Exit> intent(BrainEffect effect) {
    return switch (effect) {
      case BrainEffect.EmitPartial e -> Optional.of(e.intent());
      case BrainEffect.EmitStopMove e -> Optional.of(e.intent());
      case BrainEffect.EmitFullClose e -> Optional.of(e.intent());
      default -> Optional.empty();
    };
  }

  /** A result as the apply layer writes it, of the position that is held. */
  List<BrainEffect> answer(String action, String status, long seconds, String... more) {
    Map<String, String> fields = new HashMap<>();
    fields.put("action", action);
    fields.put("status", status);
    fields.put("source", "apply_layer");
    fields.put("position_id", ID.value());
    fields.put("timestamp", Long.toString(OPENED / 1000 + seconds));
    return result(fields, more);
  }

  /** Somebody else opens a long of 0.3 that risks 10.1 per unit. */
  List<BrainEffect> foreignLong() {
    return foreign(
        0,
        "side",
        "BUY",
        "qty",
        "0.3",
        "price",
        "1000.1",
        "stop_loss",
        "990",
        "commission",
        "0.12",
        "plan_id",
        "00000000000000b1");
  }

  /** A fill of somebody else. */
  List<BrainEffect> foreign(long seconds, String... more) {
    Map<String, String> fields = new HashMap<>();
    fields.put("status", "FILLED");
    fields.put("timestamp", Long.toString(OPENED / 1000 + seconds));
    return result(fields, more);
  }

  List<BrainEffect> result(Map<String, String> fields, String... more) {
    Map<String, String> all = new HashMap<>(fields);
    all.putIfAbsent("symbol", SYMBOL.name());
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return booker.onResult(state, (ApplyResult) ok(FeedEvent.decode(all, RESULT_ID)), RESULT_ID);
  }

  private static <T> T ok(Decoded<T> decoded) {
    return switch (decoded) {
      case Decoded.Ok<T>(T value, _) -> value;
      case Decoded.Bad<T> bad -> throw new AssertionError(bad.reason());
    };
  }

  static Set<String> texts(Set<BigDecimal> levels) {
    Set<String> texts = new HashSet<>();
    levels.forEach(level -> texts.add(level.toPlainString()));
    return texts;
  }
}
