package quantum.brain;

import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import quantum.brain.decide.BrainState;
import quantum.brain.decide.ClockDecider;
import quantum.brain.decide.FeedDecider;
import quantum.brain.decide.ResultBooker;
import quantum.contracts.Alarm;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.FeedEvent;
import quantum.contracts.Hand;
import quantum.contracts.PriceUpdate;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.BatchDecider;
import quantum.runtime.Commit;
import quantum.runtime.Feed;
import quantum.runtime.Health;
import quantum.runtime.Message;
import quantum.runtime.Redis;
import quantum.runtime.StreamEntry;

/**
 * decode → decide → effects. Reads from Redis happen before a batch ({@link #prepare}), writes only
 * in its commit.
 */
final class HarvestBrainPipeline implements BatchDecider<BrainState, FeedEvent> {
  private static final long RELOAD_MILLIS = 5_000;

  private final HarvestBrainSettings settings;
  private final Clock clock;
  private final Feed feed;
  private final Alarms alarms;
  private final FeedDecider prices;
  private final ResultBooker results;
  private final ClockDecider asks;
  private final BrainReader reader;
  private final BrainWriter writer;

  HarvestBrainPipeline(HarvestBrainSettings settings, Redis redis, Health health, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.feed =
        new Feed(clock, settings.priceStream(), settings.freshSeconds(), settings.lockstep());
    this.alarms = health.alarms();
    this.prices = new FeedDecider(settings.rules());
    this.results = new ResultBooker(settings.rules());
    this.asks = new ClockDecider(settings.rules());
    this.reader = new BrainReader(settings, redis, health, clock);
    this.writer = new BrainWriter(settings, alarms);
  }

  @Override
  public Decoded<FeedEvent> decode(StreamEntry entry) {
    return feed.decode(entry);
  }

  /** The trade fields belong to the apply layer: what Redis says now is taken before deciding. */
  @Override
  public BrainState prepare(BrainState state, List<Message<FeedEvent>> messages) {
    BrainState next = state.draft();
    long now = clock.millis();
    FeedBatch batch = new FeedBatch(messages);
    Set<Symbol> stale = new LinkedHashSet<>(batch.results());
    // When they were read is part of the state: a batch that fails, or an outage, throws both away.
    if (settings.lockstep() || next.isDueForPositions(now, RELOAD_MILLIS)) {
      stale.addAll(reader.allOpen(next));
      next.positionsRead(now);
    }
    reader.loadPositions(next, stale, feed.latestMillis());
    reader.loadBooked(next, batch);
    reader.loadLedgers(next, stale);
    Set<Symbol> concerned = new TreeSet<>(next.openSymbols());
    concerned.addAll(batch.results());
    reader.loadRules(next, concerned, now);
    reader.loadProposals(next, batch, now);
    reader.loadMarkets(next, concerned, batch, now);
    return next.settled();
  }

  @Override
  public BrainState decide(BrainState state, Message<FeedEvent> message, Hand hand, Commit commit) {
    BrainState next = state.draft();
    switch (message.value()) {
      case PriceUpdate update -> {
        writer.write(prices.onPrice(next, update, feed.isFresh(update), hand), commit);
        if (HarvestLog.saysEvaluating()) {
          next.lastR(update.symbol())
              .ifPresent(r -> commit.afterwards(() -> HarvestLog.evaluating(update.symbol(), r)));
        }
      }
      case ApplyResult result ->
          writer.write(results.onResult(next, result, message.entry().id()), commit);
    }
    return next;
  }

  @Override
  public BrainState finish(BrainState state, Commit commit) {
    writer.writeTouched(state, commit);
    return state.settled();
  }

  /** What the wall clock brings about: also where no price comes any more. */
  @Override
  public BrainState idle(BrainState before, Hand hand, Commit commit) {
    BrainState next = before.draft();
    long now = clock.millis();
    if (next.isDueForPositions(now, RELOAD_MILLIS)) {
      reader.loadPositions(next, reader.allOpen(next), feed.latestMillis());
      next.positionsRead(now);
    }
    writer.write(asks.onClock(next, now, hand), commit);
    Set<Alarm.Cause> unanswered = next.unanswered();
    alarms.endWhere(cause -> cause.kind() == Alarm.UNANSWERED && !unanswered.contains(cause));
    feed.look(next.openSymbols(), alarms);
    return next.settled();
  }
}
