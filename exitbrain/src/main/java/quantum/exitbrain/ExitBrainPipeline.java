package quantum.exitbrain;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import quantum.contracts.Alarm;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.Evaluation;
import quantum.contracts.FeedEvent;
import quantum.contracts.Hand;
import quantum.contracts.PriceUpdate;
import quantum.exitbrain.decide.ExitDecider;
import quantum.exitbrain.decide.ExitEffect;
import quantum.exitbrain.decide.ExitRules;
import quantum.exitbrain.decide.ExitState;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.BatchDecider;
import quantum.runtime.Commit;
import quantum.runtime.Feed;
import quantum.runtime.Health;
import quantum.runtime.Message;
import quantum.runtime.Redis;
import quantum.runtime.StreamEntry;
import quantum.runtime.Throttle;
import quantum.runtime.snapshot.EvaluatedPosition;
import quantum.runtime.snapshot.MarketStates;
import quantum.runtime.snapshot.OpenPositions;
import quantum.runtime.snapshot.UnreadableKeys;

/**
 * decode → decide → plans. Reads from Redis happen before a batch ({@link #prepare}), writes only
 * in its commit.
 */
final class ExitBrainPipeline implements BatchDecider<Snapshot, FeedEvent> {
  private static final long RELOAD_MILLIS = 5_000;

  private final ExitBrainSettings settings;
  private final Clock clock;
  private final Feed feed;
  private final Health health;
  private final Alarms alarms;
  private final ExitDecider decider;
  private final OpenPositions positions;
  private final MarketStates markets;
  private final Throttle throttle;

  ExitBrainPipeline(ExitBrainSettings settings, Redis redis, Health health, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.feed =
        new Feed(clock, settings.priceStream(), settings.freshSeconds(), settings.lockstep());
    this.health = health;
    this.alarms = health.alarms();
    this.throttle = new Throttle(clock);
    this.decider = new ExitDecider(settings.rules());
    var unreadable = new UnreadableKeys(ExitLog::unreadable).counting(health.oddities());
    this.positions = new OpenPositions(redis, settings.names(), unreadable);
    this.markets =
        new MarketStates(
            redis, settings.marketPrefixes(), settings.marketMaxAgeMillis(), unreadable);
  }

  @Override
  public Decoded<FeedEvent> decode(StreamEntry entry) {
    return feed.decode(entry);
  }

  /** The trade fields belong to the apply layer: what Redis says now is taken before deciding. */
  @Override
  public Snapshot prepare(Snapshot before, List<Message<FeedEvent>> batch) {
    ExitState next = before.exits().draft();
    long now = clock.millis();
    boolean marketsDue =
        settings.lockstep() || now - before.marketsAtMillis() >= settings.marketRefreshMillis();
    Set<Symbol> changed = new TreeSet<>();
    Map<Symbol, Long> newest = new HashMap<>();
    for (Message<FeedEvent> message : batch) {
      switch (message.value()) {
        case ApplyResult result -> changed.add(result.symbol());
        case PriceUpdate price -> newest.merge(price.symbol(), price.timestampMillis(), Math::max);
      }
    }
    long positionsAt = before.positionsAtMillis();
    if (settings.lockstep() || now - positionsAt >= RELOAD_MILLIS) {
      changed.addAll(allOpen(next));
      positionsAt = now;
    }
    loadPositions(next, changed);
    long marketsAt = before.marketsAtMillis();
    if (marketsDue) {
      loadMarkets(next, newest, now);
      marketsAt = now;
    }
    return new Snapshot(next.settled(), positionsAt, marketsAt, before.watchedAtMillis());
  }

  /** A symbol that is missing in the set may be open for all that: its hash decides. */
  private Set<Symbol> allOpen(ExitState state) {
    Set<Symbol> open = new TreeSet<>(state.openSymbols());
    positions.symbols().ifPresent(open::addAll);
    return open;
  }

  /** What cannot be read of a position is watched as it was known, and somebody has to look. */
  private void loadPositions(ExitState state, Set<Symbol> symbols) {
    long latest = feed.latestMillis();
    Map<Symbol, Optional<EvaluatedPosition>> found = positions.loadEvaluated(symbols);
    for (Symbol symbol : symbols) {
      Optional<EvaluatedPosition> open = found.get(symbol);
      Alarm.Cause unreadable = Alarm.POSITION_UNREADABLE.of(symbol);
      if (open != null) {
        alarms.end(unreadable);
        state.load(
            symbol,
            open.map(EvaluatedPosition::position),
            open.flatMap(EvaluatedPosition::evaluation)
                .map(Evaluation::killMemory)
                .orElse(KillMemory.NONE),
            latest);
      } else {
        boolean known = state.openSymbols().contains(symbol);
        alarms.raise(
            unreadable,
            known ? "its stop is watched as it was known" : "its stop is not watched",
            settings.names().position(symbol));
      }
    }
  }

  /** The kill switch does not stop exits (SPEC §8); a pause holds back those that only harvest. */
  @Override
  public Snapshot decide(Snapshot snapshot, Message<FeedEvent> message, Hand hand, Commit commit) {
    ExitState next = snapshot.exits().draft();
    return switch (message.value()) {
      case ApplyResult result -> {
        decider.onResult(next, result).forEach(effect -> apply(effect, next, commit));
        yield snapshot.with(next);
      }
      case PriceUpdate update -> {
        boolean fresh = feed.isFresh(update);
        decider.onPrice(next, update, fresh, hand).forEach(effect -> apply(effect, next, commit));
        Snapshot judged = snapshot.with(next);
        yield fresh ? judged.watched(message.entry().idMillis()) : judged;
      }
    };
  }

  @Override
  public Snapshot finish(Snapshot snapshot, Commit commit) {
    if (snapshot.watchedAtMillis() > 0) {
      commit.afterwards(() -> health.watched(snapshot.watchedAtMillis()));
    }
    return snapshot.with(snapshot.exits().settled());
  }

  /** What the wall clock brings about: also where no price comes any more. */
  @Override
  public Snapshot idle(Snapshot before, Hand hand, Commit commit) {
    ExitState next = before.exits().draft();
    long now = clock.millis();
    long positionsAt = before.positionsAtMillis();
    if (now - positionsAt >= RELOAD_MILLIS) {
      loadPositions(next, allOpen(next));
      positionsAt = now;
    }
    decider.onClock(next, now, hand).forEach(effect -> apply(effect, next, commit));
    if (settings.freshSeconds() > 0 && !settings.lockstep()) {
      decider.onGraceOver(next, now, hand).forEach(effect -> apply(effect, next, commit));
    }
    Set<Alarm.Cause> unanswered = next.unanswered();
    alarms.endWhere(cause -> cause.kind() == Alarm.UNANSWERED && !unanswered.contains(cause));
    feed.look(next.openSymbols(), alarms);
    return new Snapshot(
        next.settled(), positionsAt, before.marketsAtMillis(), before.watchedAtMillis());
  }

  private void apply(ExitEffect effect, ExitState state, Commit commit) {
    switch (effect) {
      case ExitEffect.Ask ask -> {
        ExitRules rules = publish(ask, state, commit);
        commit.afterwards(() -> ExitLog.asked(ask, rules));
      }
      case ExitEffect.AskedAgain again -> {
        publish(again.ask(), state, commit);
        commit.afterwards(() -> sayUnanswered(again));
      }
      case ExitEffect.Unprotected unprotected ->
          commit.afterwards(() -> ExitLog.unprotected(unprotected));
      case ExitEffect.HeldBack heldBack -> commit.afterwards(() -> ExitLog.heldBack(heldBack));
    }
  }

  private void sayUnanswered(ExitEffect.AskedAgain again) {
    ExitEffect.Exit ask = again.ask();
    alarms.raise(
        ask.unanswered(), ask.what(), again.times(), again.seconds(), ask.plan().header().planId());
  }

  /** Hands back the rules by which it is asked for. */
  private ExitRules publish(ExitEffect.Ask ask, ExitState state, Commit commit) {
    ExitRules rules = decider.rules(state, ask.plan().header().symbol());
    switch (rules.mode()) {
      case LIVE ->
          commit.publish(settings.planStream(), settings.streamMaxLen(), ask.plan().encode());
      case SHADOW ->
          commit.publish(
              settings.suggestionStream(), settings.streamMaxLen(), ask.plan().encodeSuggestion());
    }
    return rules;
  }

  /** A market state is as old as it is to the symbol's newest price, this batch's included. */
  private void loadMarkets(ExitState state, Map<Symbol, Long> newest, long now) {
    Map<Symbol, Long> at = new HashMap<>();
    for (Symbol symbol : state.openSymbols()) {
      long known = state.newestPriceMillis(symbol).orElse(Long.MIN_VALUE);
      long latest = Math.max(known, newest.getOrDefault(symbol, Long.MIN_VALUE));
      at.put(symbol, latest == Long.MIN_VALUE ? now : latest);
    }
    Map<Symbol, MarketConditions> fresh = markets.fresh(at);
    state.load(fresh);
    Set<Symbol> neutral = new TreeSet<>(at.keySet());
    neutral.removeAll(fresh.keySet());
    if (!neutral.isEmpty() && throttle.allows("neutral markets")) {
      ExitLog.neutralMarket(neutral);
    }
  }
}
