package quantum.brain.decide;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.contracts.Alarm;
import quantum.contracts.ApplyResult;
import quantum.contracts.ExitAsk;
import quantum.contracts.Hand;
import quantum.contracts.OpenPosition;
import quantum.contracts.TradeIntent;
import quantum.kernel.harvest.ReasonCode;
import quantum.kernel.harvest.StopReason;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** What the shell shall do about a decision; each says all that its log line needs. */
public sealed interface BrainEffect {
  /**
   * Asks for a part to be closed.
   *
   * @param action the name of the step: PARTIAL_25, PARTIAL_50 or PARTIAL_75
   * @param open what is open before it
   * @param r the measure that the policy decided on
   */
  record EmitPartial(TradeIntent.Exit intent, Dedup dedup, String action, Quantity open, double r)
      implements BrainEffect {}

  /**
   * Asks for a tighter stop.
   *
   * @param r the measure that the policy decided on
   */
  record EmitStopMove(TradeIntent.Exit intent, StopReason why, Optional<Price> from, double r)
      implements BrainEffect {}

  /**
   * Asks for the whole position to be closed.
   *
   * @param threshold the kill score from which that is asked for
   * @param r the measure that the policy decides on
   */
  record EmitFullClose(TradeIntent.Exit intent, double threshold, double r)
      implements BrainEffect {}

  /**
   * Nobody has answered: it is asked for once more.
   *
   * @param plan what the intent becomes
   * @param times how often it was asked for, this one included
   * @param seconds for how long, wall clock
   */
  record AskedAgain(TradeIntent.Exit intent, ExitAsk ask, PlanId plan, int times, long seconds)
      implements BrainEffect {
    /** What it is an alarm of that nobody answers. */
    public Alarm.Cause unanswered() {
      return Alarm.UNANSWERED.of(intent.symbol(), ask.what());
    }
  }

  /**
   * The position came without its risk; what it was given is frozen from now on.
   *
   * @param entryRisk per base unit, quote currency
   */
  record FreezeRisk(Symbol symbol, PositionId position, BigDecimal entryRisk, Origin origin)
      implements BrainEffect {
    /** Where the risk comes from, the first that there is. */
    public enum Origin {
      /** Frozen before, and gone from the hash. */
      EARLIER,
      PRESENT_STOP,
      RISK_PROPOSAL,
      FALLBACK
    }
  }

  /** A foreign fill opened or changed a position that this service keeps. */
  record KeepPosition(OpenPosition position, boolean opened) implements BrainEffect {}

  /** A position that this service keeps is closed. */
  record DropPosition(Symbol symbol, PositionId position) implements BrainEffect {}

  /** A harvest was executed. */
  record Remember(ApplyResult harvest) implements BrainEffect {}

  /** A position began; for the log. */
  record Opened(Symbol symbol, Side side, Quantity qty, Price entry) implements BrainEffect {}

  /** The evaluation is worth a log line: the action changed, R moved, or time passed. */
  record Evaluated(
      Symbol symbol, double r, double killScore, String action, List<ReasonCode> reasons)
      implements BrainEffect {}

  /** Something would have been emitted but is held back. */
  record HeldBack(Symbol symbol, Why why) implements BrainEffect {
    /** Why an emission is held back. */
    public enum Why {
      KILL_SWITCH,
      PAUSED,
      ACTIONS_PER_MINUTE,
      STALE_PRICE;

      /** What the trader holds back of a symbol. */
      static Optional<Why> of(Hand hand, Symbol symbol) {
        if (hand.killed()) {
          return Optional.of(KILL_SWITCH);
        }
        return hand.paused(symbol) ? Optional.of(PAUSED) : Optional.empty();
      }
    }
  }

  /** These trades are in the ledger from now on. */
  record Booked(Symbol symbol, List<String> trades, long atMillis) implements BrainEffect {}

  /** A fill that the ledger does not count. */
  record NotBooked(ApplyResult result, Reason why) implements BrainEffect {
    /** Why it does not. */
    public enum Reason {
      /** Another party reports it, and the apply layer finds it at the exchange by itself. */
      KEPT_BY_APPLY_LAYER,
      /** Each trade is booked once. */
      BOOKED_BEFORE,
      /** It closes something that is not open here: an earlier position, or none. */
      NOTHING_OPEN
    }
  }

  /**
   * The mark that makes a partial happen once: only an equal value is a duplicate.
   *
   * @param released whether the earlier mark of this level ended in an error and is void
   */
  record Dedup(
      Symbol symbol,
      String intentType,
      String level,
      String pnlCents,
      PositionId value,
      boolean released) {}
}
