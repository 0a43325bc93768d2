package quantum.replay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import quantum.apply.decide.EntryRules;
import quantum.brain.decide.BrainEffect;
import quantum.brain.decide.BrainState;
import quantum.brain.decide.FeedDecider;
import quantum.brain.decide.HarvestRules;
import quantum.brain.decide.ResultBooker;
import quantum.bridge.decide.BridgeDecision;
import quantum.bridge.decide.BridgeRules;
import quantum.bridge.decide.IntentContext;
import quantum.bridge.decide.IntentDecider;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.Hand;
import quantum.contracts.OpenPosition;
import quantum.contracts.PriceUpdate;
import quantum.contracts.Ticker;
import quantum.contracts.TradeIntent;
import quantum.exitbrain.decide.ExitDecider;
import quantum.exitbrain.decide.ExitEffect;
import quantum.exitbrain.decide.ExitRules;
import quantum.exitbrain.decide.ExitState;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.Tick;
import quantum.paper.prices.TickSequence;
import quantum.paper.rules.ExchangeInfo;

/**
 * The suite's decisions over recorded prices, in one thread and without Redis.
 *
 * <p>Each price goes the way it goes live in lockstep: on its way it meets the stops that rest at
 * the exchange, and what they closed is booked; then harvest-brain decides, its intents become
 * plans and are carried out and booked; only then exitbrain decides on the same price.
 */
public final class Backtest {
  /**
   * The rules of all services.
   *
   * @param exchangeStops whether stops rest at the exchange; otherwise only exitbrain watches them
   */
  public record Rules(
      HarvestRules harvest,
      BridgeRules bridge,
      EntryRules entries,
      boolean exchangeStops,
      ExitRules exits) {}

  private final TickSequence prices;
  private final MarketHistory markets;
  private final EntrySchedule schedule;
  private final ReplayExchange exchange;
  private final ReplayDesk desk;
  private final FeedDecider harvests;
  private final ResultBooker results;
  private final IntentDecider bridge;
  private final ExitDecider exits;
  private final BrainState brain = new BrainState().draft();
  private final ExitState watched = new ExitState().draft();
  private final Map<String, PositionId> marks = new HashMap<>();
  private final Deque<TradeIntent> intents = new ArrayDeque<>();
  private final Deque<ApplyPlan> plans = new ArrayDeque<>();
  private final Journal journal = new Journal();
  private final Consumer<Decision> listener;
  private long sequence;

  /**
   * @param markets what the kill score is fed with
   * @param listener is told each decision as it is made
   */
  public Backtest(
      ReplayWindow window,
      MarketHistory markets,
      List<EntryOrder> entries,
      Rules rules,
      Consumer<Decision> listener) {
    this(
        window.ticks(),
        ExchangeInfo.of(window.series().values(), Map.of()),
        markets,
        entries,
        rules,
        listener);
  }

  /**
   * @param venue what may be traded there
   */
  Backtest(
      TickSequence prices,
      ExchangeInfo venue,
      MarketHistory markets,
      List<EntryOrder> entries,
      Rules rules,
      Consumer<Decision> listener) {
    this.prices = prices;
    this.markets = markets;
    this.schedule = new EntrySchedule(entries);
    this.exchange = new ReplayExchange(venue);
    this.desk = new ReplayDesk(exchange, rules.entries(), rules.exchangeStops());
    this.harvests = new FeedDecider(rules.harvest());
    this.results = new ResultBooker(rules.harvest());
    this.bridge = new IntentDecider(rules.bridge());
    this.exits = new ExitDecider(rules.exits());
    this.listener = listener;
  }

  /** Entries whose moment lay behind the last price. */
  public List<EntryOrder> unsent() {
    return schedule.remaining();
  }

  /** Runs until the prices end, or every entry is sent and every position closed. */
  public Journal run() {
    for (Tick tick : prices) {
      enter(tick.timeMillis());
      if (schedule.isEmpty() && desk.isFlat()) {
        return journal;
      }
      desk.priced(tick).forEach(this::stopFired);
      if (desk.position(tick.symbol()).isPresent()) {
        decide(new PriceUpdate(tick.symbol(), new Price(tick.price()), tick.timeMillis()));
      }
    }
    enter(Long.MAX_VALUE);
    return journal;
  }

  private void enter(long nextTickMillis) {
    for (EntryOrder entry : schedule.due(nextTickMillis, exchange::hasPrice)) {
      intents.add(entry.intent());
      carryOut();
    }
  }

  private void decide(PriceUpdate update) {
    Map<Symbol, MarketConditions> market =
        markets
            .at(update.symbol(), update.timestampMillis())
            .map(conditions -> Map.of(update.symbol(), conditions))
            .orElse(Map.of());
    brain.loadMarkets(market);
    watched.load(market);
    harvests.onPrice(brain, update, true, Hand.FREE).forEach(this::apply);
    carryOut();
    for (ExitEffect effect : exits.onPrice(watched, update, true, Hand.FREE)) {
      if (effect instanceof ExitEffect.Ask ask) {
        plans.add(ask.plan());
      }
    }
    carryOut();
  }

  private void apply(BrainEffect effect) {
    switch (effect) {
      case BrainEffect.EmitPartial e -> {
        if (isNew(e.dedup())) {
          intents.add(e.intent());
        }
      }
      case BrainEffect.EmitStopMove e -> intents.add(e.intent());
      case BrainEffect.EmitFullClose e -> intents.add(e.intent());
      case BrainEffect.FreezeRisk e -> {
        desk.freezeRisk(e.symbol(), e.entryRisk());
        watched.load(e.symbol(), desk.position(e.symbol()));
      }
      // foreign fills do not occur in a replay; the rest is for logs and for Redis
      case BrainEffect.AskedAgain e -> {} // nobody looks at the wall clock
      case BrainEffect.KeepPosition e -> {}
      case BrainEffect.DropPosition e -> {}
      case BrainEffect.Remember e -> {}
      case BrainEffect.Opened e -> {}
      case BrainEffect.Evaluated e -> {}
      case BrainEffect.HeldBack e -> {}
      case BrainEffect.Booked e -> {}
      case BrainEffect.NotBooked e -> {}
    }
  }

  private boolean isNew(BrainEffect.Dedup dedup) {
    String key =
        dedup.symbol() + ":" + dedup.intentType() + ':' + dedup.level() + ':' + dedup.pnlCents();
    if (dedup.released()) {
      marks.remove(key);
    }
    return !dedup.value().equals(marks.put(key, dedup.value()));
  }

  /** Intents become plans, plans results, until nothing is left to do. */
  private void carryOut() {
    while (!intents.isEmpty() || !plans.isEmpty()) {
      while (!intents.isEmpty()) {
        bridge(intents.poll());
      }
      ApplyPlan plan = plans.poll();
      if (plan != null) {
        execute(plan);
      }
    }
  }

  private void bridge(TradeIntent intent) {
    Symbol symbol = intent.symbol();
    long now = intent.timestampMillis();
    Ticker ticker =
        new Ticker(exchange.price(symbol), Optional.empty(), exchange.pricedAtMillis(symbol), now);
    IntentContext context =
        new IntentContext(
            Optional.of(ticker), desk.position(symbol), Hand.FREE, now, now + "-" + sequence++);
    switch (bridge.decide(intent, context)) {
      case BridgeDecision.Plan(ApplyPlan plan) -> plans.add(plan);
      case BridgeDecision.Skip skip -> refused(intent, skip.code().name(), skip.detail());
      case BridgeDecision.Refuse refuse -> refused(intent, "REFUSED", refuse.reason());
    }
  }

  private void refused(TradeIntent intent, String action, String reason) {
    listener.accept(
        new Decision(
            intent.timestampMillis(),
            intent.symbol(),
            Optional.empty(),
            Optional.of(exchange.price(intent.symbol())),
            Optional.empty(),
            Optional.empty(),
            action,
            Optional.empty(),
            Optional.empty(),
            reason));
  }

  private void execute(ApplyPlan plan) {
    journal.add(plan);
    List<ApplyPlan> followUps = new ArrayList<>();
    Optional<ApplyResult> result = desk.execute(plan, followUps);
    plans.addAll(followUps);
    result.ifPresent(ended -> told(ended, plan.header().planId().value()));
  }

  private void stopFired(ApplyResult result) {
    told(result, "stop-" + sequence++);
  }

  /** Both brains hear of a result, and see the position as it is after it. */
  private void told(ApplyResult result, String id) {
    Symbol symbol = result.symbol();
    Optional<OpenPosition> now = desk.position(symbol);
    brain.load(symbol, now, Optional.empty());
    results.onResult(brain, result, id).forEach(this::apply);
    watched.load(symbol, now);
    exits.onResult(watched, result);
    journal.add(result);
    listener.accept(journal.decision(result));
  }
}
