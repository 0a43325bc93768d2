package quantum.runtime.snapshot;

import java.util.Optional;
import quantum.contracts.Evaluation;
import quantum.contracts.OpenPosition;

/**
 * An open position with what harvest-brain noted beside it.
 *
 * @param evaluation absent until harvest-brain has evaluated the position, and where its fields
 *     cannot be read
 */
public record EvaluatedPosition(OpenPosition position, Optional<Evaluation> evaluation) {}
