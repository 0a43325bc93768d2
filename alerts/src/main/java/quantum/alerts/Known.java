package quantum.alerts;

import java.util.Optional;
import quantum.alerts.decide.Board;

/**
 * What is known between batches.
 *
 * @param board empty until it was read from Redis
 * @param lookedMillis when the services' starts were last looked at, wall clock
 */
record Known(Optional<Board> board, long lookedMillis) {
  static final Known NOTHING = new Known(Optional.empty(), 0);

  Known with(Board next) {
    return new Known(Optional.of(next), lookedMillis);
  }

  Known lookedAt(long now) {
    return new Known(board, now);
  }
}
