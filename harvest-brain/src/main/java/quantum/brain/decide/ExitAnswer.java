package quantum.brain.decide;

import java.math.BigDecimal;
import java.util.stream.IntStream;
import quantum.contracts.ApplyResult;
import quantum.contracts.ExitAsk;
import quantum.contracts.ExitPlanId;
import quantum.contracts.ResultKind;
import quantum.contracts.ResultStatus;
import quantum.contracts.SkipReason;
import quantum.kernel.position.Position;
import quantum.kernel.value.Decimals;

/** A result as the answer to what was asked for of a position (SPEC §7). A pure function. */
record ExitAnswer(ApplyResult result, TrackedPosition tracked) {
  private static final long CLOCKS_DIFFER_MILLIS = 5_000;

  /**
   * A result of an earlier position of the symbol changes nothing of the present one: it names the
   * other, is older, or closes the other side.
   */
  boolean concerns() {
    Position position = tracked.position();
    if (result.positionId().isPresent()) {
      return result.positionId().get().equals(position.id());
    }
    return result.timestampMillis() + CLOCKS_DIFFER_MILLIS >= position.openedAtMillis()
        && result.positionSide().filter(side -> side != position.side()).isEmpty()
        && (!result.reduceOnly()
            || result.side().filter(side -> side != position.side().closing()).isEmpty());
  }

  /** Whether the result of an exit is no complete fill, and no word that there was one. */
  boolean failed() {
    if (result.planAction().isEmpty()) {
      return false;
    }
    return switch (result.planAction().get()) {
      case PARTIAL_25, PARTIAL_50, PARTIAL_75, FULL_CLOSE_PROPOSED ->
          switch (result.kind()) {
            // what was skipped was not tried: asked for again, it is the same plan
            case ResultKind.Filled _, ResultKind.Skipped _ -> false;
            case ResultKind.PartlyFilled _, ResultKind.Rejected _, ResultKind.Failed _ -> true;
          };
      case UPDATE_SL ->
          switch (result.kind()) {
            case ResultKind.Filled _, ResultKind.PartlyFilled _, ResultKind.Skipped _ -> false;
            case ResultKind.Rejected _, ResultKind.Failed _ -> true;
          };
      case ENTRY_PROPOSED, HOLD -> false;
    };
  }

  /**
   * How a plan's end changes what counts as asked for.
   *
   * @param blockMillis how long a level rests after its plan failed, event time
   */
  Asked asked(long blockMillis) {
    Asked asked = tracked.asked();
    if (result.planAction().isEmpty()) {
      return asked;
    }
    return switch (result.planAction().get()) {
      case PARTIAL_25, PARTIAL_50, PARTIAL_75 ->
          result
              .levelR()
              .filter(asked::awaits)
              .map(level -> partialAnswered(level, blockMillis))
              .orElse(asked);
      case FULL_CLOSE_PROPOSED -> closeAnswered();
      case UPDATE_SL -> stopAnswered();
      case ENTRY_PROPOSED, HOLD -> asked;
    };
  }

  private Asked partialAnswered(BigDecimal level, long blockMillis) {
    Asked asked = tracked.asked();
    long now = result.timestampMillis();
    return switch (result.kind()) {
      case ResultKind.Filled _ -> asked.take(level);
      case ResultKind.Skipped skip when skip.is(SkipReason.SKIP_CLOSE_QTY_ZERO) ->
          asked.take(level);
      // it was executed, whatever became of the result that said so; but maybe not all of it
      case ResultKind.Skipped skip
          when skip.is(SkipReason.SKIP_DUPLICATE)
              && tracked.open().unsettled().missingOf(Decimals.plain(level)).isEmpty() ->
          asked.take(level);
      // nothing was tried: it is due again as soon as the symbol is no longer paused
      case ResultKind.Skipped skip when skip.is(SkipReason.SKIP_PAUSED) -> asked.fail(level, now);
      case ResultKind.Skipped _,
          ResultKind.PartlyFilled _,
          ResultKind.Rejected _,
          ResultKind.Failed _ ->
          asked.fail(level, now + blockMillis);
    };
  }

  /** Only a fill of the whole ends it; whatever else came back, the edge is still gone. */
  private Asked closeAnswered() {
    Asked heard = tracked.asked().answered(ExitAsk.FullClose.class::isInstance);
    return heard.close() && result.status() != ResultStatus.FILLED
        ? heard.failClose(result.timestampMillis())
        : heard;
  }

  private Asked stopAnswered() {
    Asked heard = tracked.asked().answered(this::isOf);
    return switch (result.kind()) {
      case ResultKind.Filled _ -> heard.succeedStop();
      // asked for anew when the symbol is no longer paused
      case ResultKind.Skipped skip when skip.is(SkipReason.SKIP_PAUSED) -> stopFailed(heard);
      // not tighter than what stands: the stop we asked for is behind us
      case ResultKind.Skipped _, ResultKind.PartlyFilled _ -> heard;
      case ResultKind.Failed _, ResultKind.Rejected _ -> stopFailed(heard);
    };
  }

  private Asked stopFailed(Asked heard) {
    return heard.progress().stopEmitted().isPresent()
        ? heard.failStop(result.timestampMillis())
        : heard;
  }

  /** The answer to an earlier stop is none to the one that was asked for since. */
  private boolean isOf(ExitAsk ask) {
    if (!(ask instanceof ExitAsk.StopMove move)) {
      return false;
    }
    Position position = tracked.position();
    // an error has raised the attempts before its result is read
    return result.planId().isEmpty()
        || IntStream.rangeClosed(Math.max(0, position.attempts() - 1), position.attempts())
            .mapToObj(attempt -> ExitPlanId.updateStop(position.id(), move.stop(), attempt))
            .anyMatch(result.planId().get()::equals);
  }
}
