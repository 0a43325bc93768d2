package quantum.contracts;

import java.util.Optional;

/** How a plan ended, as its result tells it. */
public sealed interface ResultKind {
  record Filled() implements ResultKind {}

  record PartlyFilled() implements ResultKind {}

  /**
   * @param reason empty where another writer has one of its own
   * @param text the whole of it
   */
  record Skipped(Optional<SkipReason> reason, String text) implements ResultKind {
    public boolean is(SkipReason which) {
      return reason.filter(which::equals).isPresent();
    }

    /** What the text begins with: the reason's name, or another writer's word. */
    public String word() {
      return SkipReason.word(text);
    }
  }

  /** The exchange refused it for good. */
  record Rejected(String text) implements ResultKind {}

  /** It may be asked for again. */
  record Failed(String text) implements ResultKind {}

  /** A reason to skip says more than the status that another writer puts beside it. */
  static ResultKind of(ResultStatus status, String error) {
    Optional<SkipReason> skipped = SkipReason.in(error);
    return switch (status) {
      case FILLED -> new Filled();
      case PARTIAL_FILL -> new PartlyFilled();
      case SKIPPED -> new Skipped(skipped, error);
      case REJECTED -> skipped.isPresent() ? new Skipped(skipped, error) : new Rejected(error);
      case ERROR -> skipped.isPresent() ? new Skipped(skipped, error) : new Failed(error);
    };
  }
}
