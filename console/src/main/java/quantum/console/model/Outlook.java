package quantum.console.model;

import java.util.Optional;
import quantum.account.explain.Explanation;
import quantum.account.snapshot.Holding;

/**
 * One open position and what happens to it next.
 *
 * @param explanation by the functions that harvest-brain decides with; empty where the position
 *     cannot be read
 */
public record Outlook(Holding holding, Optional<Explanation> explanation) {}
