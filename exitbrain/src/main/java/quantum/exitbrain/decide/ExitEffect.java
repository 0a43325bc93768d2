package quantum.exitbrain.decide;

import quantum.contracts.Alarm;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ExitPlanId;
import quantum.kernel.exit.ExitReason;
import quantum.kernel.position.Position;
import quantum.kernel.value.Symbol;

/** What the shell shall do about a decision; each says all that its log line needs. */
public sealed interface ExitEffect {
  /** Something is to be published: a plan in live mode, a suggestion in shadow mode. */
  sealed interface Ask extends ExitEffect {
    ApplyPlan plan();
  }

  /** Something that is answered by a result. */
  sealed interface Exit extends Ask {
    /** What an operator would call it. */
    String what();

    /** What it is an alarm of that nobody answers. */
    default Alarm.Cause unanswered() {
      return Alarm.UNANSWERED.of(plan().header().symbol(), what());
    }

    /** The same exit as the position's present attempt: asked for again, it is the same plan. */
    Exit of(Position now);
  }

  /** Asks for all of the position to be closed. */
  record CloseAll(ApplyPlan.Close plan, ExitReason why, Position position) implements Exit {
    @Override
    public String what() {
      return "full close";
    }

    @Override
    public CloseAll of(Position now) {
      return new CloseAll(plan.with(ExitPlanId.fullClose(now.id(), now.attempts())), why, position);
    }
  }

  /** Asks for a target's part to be closed. */
  record TakeTarget(ApplyPlan.Close plan, Position position) implements Exit {
    @Override
    public String what() {
      return "tranche " + level();
    }

    private String level() {
      return plan.level().orElseThrow();
    }

    @Override
    public TakeTarget of(Position now) {
      return new TakeTarget(
          plan.with(ExitPlanId.partial(now.id(), plan.action(), level(), now.attempts())),
          position);
    }
  }

  /** Asks for a first stop. */
  record SetStop(ApplyPlan.UpdateStop plan) implements Exit {
    @Override
    public String what() {
      return "stop move";
    }

    @Override
    public SetStop of(Position now) {
      return new SetStop(plan.with(ExitPlanId.updateStop(now.id(), plan.stop(), now.attempts())));
    }
  }

  /** Says for the record that the position is watched and nothing is due. */
  record Record(ApplyPlan.Hold plan) implements Ask {}

  /**
   * Nobody has answered: it is asked for once more.
   *
   * @param times how often it was asked for, this one included
   * @param seconds for how long, wall clock
   */
  record AskedAgain(Exit ask, int times, long seconds) implements ExitEffect {}

  /**
   * A position stays without a stop: every try was declined.
   *
   * @param error what the apply layer answered last
   */
  record Unprotected(Symbol symbol, String error) implements ExitEffect {}

  /** A price is too old to act on. */
  record HeldBack(Symbol symbol) implements ExitEffect {}
}
