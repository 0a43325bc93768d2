package quantum.apply;

import io.lettuce.core.RedisException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import quantum.contracts.Alarm;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Inflight;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.Commit;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.StreamEntry;

/**
 * One plan on its way to its result. What it remembers between two runs is only how often it asked;
 * what happened is asked of Redis and the exchange each time.
 */
final class PlanTask implements LaneTask {
  private static final long REDIS_WAIT_MILLIS = 500;
  private static final long KEY_WAIT_MILLIS = 5_000;
  private static final long FIRST_WAIT_MILLIS = 100;
  private static final long MAX_WAIT_MILLIS = 1_000;
  private static final long ALARM_AFTER_SECONDS = 30;

  /** An entry that may have filled is a position without a stop. */
  private static final long ENTRY_ALARM_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final StreamEntry entry;
  private final ApplyPlan plan;
  private final PlanDesk desk;
  private final ApplyStore store;
  private final Alarms alarms;
  private final Consumer<PlanTask> whenFinished;

  private final Patience patience = Patience.ofPlan();
  private boolean redelivered;

  /** Whether Redis may have forgotten what this plan did, when it came or since. */
  private boolean doubtful;

  /** Whether this entry may have had its result already. */
  private boolean resultUnsure;

  private Optional<Inflight> sent = Optional.empty();
  private long sentNanos;
  private boolean announced;
  private boolean rulesRefreshed;
  private int unfoundAsks;
  private int failedSends;
  private int waits;
  private OptionalLong waitingSinceNanos = OptionalLong.empty();

  PlanTask(
      StreamEntry entry,
      ApplyPlan plan,
      PlanDesk desk,
      ApplyStore store,
      Alarms alarms,
      Consumer<PlanTask> whenFinished) {
    this.entry = entry;
    this.plan = plan;
    this.desk = desk;
    this.store = store;
    this.alarms = alarms;
    this.whenFinished = whenFinished;
    this.redelivered = entry.redelivered();
    this.resultUnsure = redelivered;
  }

  @Override
  public Symbol symbol() {
    return plan.header().symbol();
  }

  @Override
  public Urgency urgency() {
    return switch (plan) {
      case ApplyPlan.Close close ->
          switch (close.action()) {
            case PARTIAL_25, PARTIAL_50, PARTIAL_75 -> Urgency.PARTIAL;
            case FULL_CLOSE_PROPOSED, ENTRY_PROPOSED, UPDATE_SL, HOLD -> Urgency.FULL_CLOSE;
          };
      case ApplyPlan.UpdateStop stop -> Urgency.STOP_MOVE;
      case ApplyPlan.Entry entry -> Urgency.ENTRY;
      case ApplyPlan.Hold hold -> Urgency.UPKEEP;
      case ApplyPlan.Unknown unknown -> Urgency.UPKEEP;
    };
  }

  @Override
  public void run() {
    try {
      attempt();
    } catch (NotNow wait) {
      waited(wait);
      throw wait;
    } catch (RedisException | RedisUnavailable e) {
      if (!RedisUnavailable.is(e)) {
        unexpected(e);
        return;
      }
      // whether the last commit happened is unknown: what Redis says next time decides
      redelivered = true;
      resultUnsure = true;
      NotNow wait = new NotNow(REDIS_WAIT_MILLIS, e.getMessage());
      waited(wait);
      throw wait;
    } catch (LockedOut e) {
      // it has worked before and may again: with positions open nobody else acts for us
      alarms.raise(Alarm.KEY_REFUSED.of("key"), e.getMessage());
      NotNow wait = new NotNow(KEY_WAIT_MILLIS, e.getMessage());
      waited(wait);
      throw wait;
    } catch (RuntimeException e) {
      unexpected(e);
    }
  }

  private void attempt() {
    if (resultUnsure) {
      if (desk.isAnswered(entry)) {
        store.execute(new Commit().ack(entry)); // Redis had forgotten to whom it was given
        finished();
        return;
      }
      if (!store.isPending(entry) && (sent.isEmpty() || store.isDone(plan.header().planId()))) {
        finished(); // if Redis has only forgotten that we have it, it comes again
        return;
      }
    }
    // with an order of its own out there it is brought to its end, whatever Redis has forgotten
    resultUnsure = false;
    desk.step(this);
    finished();
  }

  private void unexpected(RuntimeException e) {
    PlanId id = plan.header().planId();
    alarms.failed(Alarm.PLAN_UNFORESEEN.of(symbol(), id), e, id);
    try {
      desk.giveUp(this, e);
      finished();
    } catch (NotNow wait) {
      waited(wait);
      throw wait;
    } catch (RedisUnavailable unavailable) {
      redelivered = true;
      resultUnsure = true;
      throw new NotNow(REDIS_WAIT_MILLIS, unavailable.getMessage());
    }
  }

  private void finished() {
    alarms.end(Alarm.NO_OUTCOME.of(symbol(), plan.header().planId()));
    desk.finished(this);
    whenFinished.accept(this);
  }

  StreamEntry entry() {
    return entry;
  }

  ApplyPlan plan() {
    return plan;
  }

  Patience patience() {
    return patience;
  }

  /**
   * Whether an order of this plan may be at the exchange already, for all that this process knows.
   */
  boolean isRedelivered() {
    return redelivered;
  }

  /** What is in doubt once stays so, whatever is found out about its symbol later. */
  boolean isDoubtful(Doubts doubts) {
    doubtful |= doubts.isDoubtful(symbol());
    return doubtful;
  }

  /**
   * The record of the order that goes out now: Redis may lose it while the answer is waited for.
   */
  void sends(Inflight record) {
    if (sent.isEmpty()) {
      sentNanos = System.nanoTime();
    }
    sent = Optional.of(record);
  }

  /** It is certain that it was not executed. */
  void unsent() {
    sent = Optional.empty();
  }

  /** What this task knows of its order by itself. */
  OrderRecord recordOr(OrderRecord stored) {
    return stored instanceof OrderRecord.None && sent.isPresent()
        ? new OrderRecord.Known(sent.get())
        : stored;
  }

  /** True once: the first run says what is processed. */
  boolean announce() {
    boolean first = !announced;
    announced = true;
    return first;
  }

  /** True once: stale rules are read anew a single time. */
  boolean mayRefreshRules() {
    boolean first = !rulesRefreshed;
    rulesRefreshed = true;
    return first;
  }

  int countUnfound() {
    return unfoundAsks++;
  }

  void foundAgain() {
    unfoundAsks = 0;
  }

  int countFailedSend() {
    return ++failedSends;
  }

  /** To be thrown where only asking again helps; the pauses grow. */
  NotNow later(String why) {
    return new NotNow(Math.min(FIRST_WAIT_MILLIS << Math.min(waits++, 4), MAX_WAIT_MILLIS), why);
  }

  /** Whether the plan has been waiting for longer than this. */
  boolean isWaitingFor(long seconds) {
    return waitingSinceNanos.isPresent()
        && System.nanoTime() - waitingSinceNanos.getAsLong() > TimeUnit.SECONDS.toNanos(seconds);
  }

  private void waited(NotNow wait) {
    ApplyLog.waiting(symbol(), plan.actionName(), wait.getMessage());
    long now = System.nanoTime();
    if (waitingSinceNanos.isEmpty()) {
      waitingSinceNanos = OptionalLong.of(now);
    }
    if (isWaitingFor(ALARM_AFTER_SECONDS) || mayStandWithoutAStop(now, wait.afterMillis())) {
      PlanId id = plan.header().planId();
      long waiting = waitingSinceNanos.getAsLong();
      long since = sent.isPresent() ? Math.min(sentNanos, waiting) : waiting;
      long seconds = TimeUnit.NANOSECONDS.toSeconds(now - since);
      alarms.raise(Alarm.NO_OUTCOME.of(symbol(), id), id, seconds, wait.getMessage());
    }
  }

  /** For too long, by the time this is asked again. */
  private boolean mayStandWithoutAStop(long nowNanos, long afterMillis) {
    return plan instanceof ApplyPlan.Entry
        && sent.isPresent()
        && nowNanos - sentNanos + TimeUnit.MILLISECONDS.toNanos(afterMillis) > ENTRY_ALARM_NANOS;
  }
}
