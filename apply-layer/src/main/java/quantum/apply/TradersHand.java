package quantum.apply;

import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import quantum.apply.decide.Held;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Flatten;
import quantum.contracts.Halt;
import quantum.contracts.Names;
import quantum.contracts.SkipReason;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;
import quantum.runtime.CommitOutcome;
import quantum.runtime.Commits;
import quantum.runtime.HaltSwitch;
import quantum.runtime.KillSwitch;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.Keys;

/**
 * The trader's states in Redis (SPEC §12), and the way to use them for whoever else has a reason to
 * hold the account back: {@link #halt} and {@link #flatten}.
 */
final class TradersHand {
  /** A name for what apply-layer itself orders. */
  static final String SELF = "apply-layer";

  /** As good as for ever: what was ordered ends when it is done and cleared, not by a clock. */
  private static final long KEPT_SECONDS = 3_650L * 24 * 3600;

  private final Redis redis;
  private final Keys keys;
  private final Commits commits;
  private final Names names;
  private final String killKey;
  private final Clock clock;

  TradersHand(Redis redis, Keys keys, Commits commits, Names names, String killKey, Clock clock) {
    this.redis = redis;
    this.keys = keys;
    this.commits = commits;
    this.names = names;
    this.killKey = killKey;
    this.clock = clock;
  }

  /** What holds back orders of a symbol. */
  Held held(Symbol symbol) {
    return new Held(KillSwitch.isOn(redis, killKey), halt(), inForce(names.pause(symbol)));
  }

  /** The halt of the account, if one is in force. */
  Optional<Halt> halt() {
    return inForce(names.halt());
  }

  private Optional<Halt> inForce(String key) {
    return HaltSwitch.inForce(redis, key, clock.millis());
  }

  /**
   * Lets the commit happen only while nothing holds the plan back: an entry is held back by kill,
   * halt and pause, a harvest by a pause, and what protects by nothing.
   */
  Commit unlessHeld(Commit commit, ApplyPlan plan) {
    String pause = names.pause(plan.header().symbol());
    if (plan instanceof ApplyPlan.Entry) {
      commit.requireKill(killKey, false).requireHalt(names.halt(), false).requireHalt(pause, false);
    } else if (plan.isHarvest()) {
      commit.requireHalt(pause, false);
    }
    return commit;
  }

  /** What it was that held a commit back. */
  SkipReason because(CommitOutcome.StateChanged changed) {
    Set<String> inForce = changed.inForce().keySet();
    return inForce.contains(killKey)
        ? SkipReason.SKIP_KILL_SWITCH
        : inForce.contains(names.halt()) ? SkipReason.SKIP_HALTED : SkipReason.SKIP_PAUSED;
  }

  // ---- for whoever has a reason to hold the account back

  /**
   * Lets no entry be executed any more. A halt that is in force and lasts longer stays as it is.
   *
   * @param until when it ends by itself, epoch milliseconds; else when it is cleared
   * @return whether it is a new one
   */
  boolean halt(String reason, String by, OptionalLong until) {
    Optional<Halt> now = halt();
    if (now.isPresent() && lastsLonger(now.get(), until)) {
      return false;
    }
    execute(write(new Commit(), new Halt(reason, clock.millis(), by, until, Halt.ACCOUNT)));
    return true;
  }

  private static boolean lastsLonger(Halt now, OptionalLong until) {
    return now.untilMillis().isEmpty()
        || until.isPresent() && now.untilMillis().getAsLong() >= until.getAsLong();
  }

  /**
   * Halts the account and has all that is ours closed. While an order to do so is worked off,
   * another one changes nothing.
   *
   * @return whether it is a new one
   */
  boolean flatten(String reason, String by) {
    if (order().filter(order -> !order.isOver() && order.symbols().isEmpty()).isPresent()) {
      return false;
    }
    String id = UUID.randomUUID().toString();
    Flatten order = Flatten.order(id, Set.of(), reason, by, clock.millis());
    Commit commit = write(new Commit(), order.halt());
    execute(commit.del(names.flatten()).hset(names.flatten(), order.encode()));
    return true;
  }

  private Commit write(Commit commit, Halt halt) {
    return commit.del(names.halt()).hset(names.halt(), halt.encode());
  }

  // ---- for whoever works an order off

  /** The last order to close everything; empty if there is none that can be understood. */
  Optional<Flatten> order() {
    return keys.record(names.flatten(), Flatten::decode).value();
  }

  /** Writes what became of it so far, unless it was cleared or given anew meanwhile. */
  void progress(Flatten order) {
    execute(
        new Commit()
            .hsetIf(names.flatten(), Flatten.ID, order.id(), order.encodeProgress(), KEPT_SECONDS));
  }

  private void execute(Commit commit) {
    switch (commits.execute(commit)) {
      case CommitOutcome.Done done -> {}
      case CommitOutcome.StateChanged changed ->
          throw new IllegalStateException("a commit without an assumption was refused");
      case CommitOutcome.WrongType wrong ->
          throw ApplyStore.wrongType(wrong); // read again, it is what is there now
    }
  }
}
