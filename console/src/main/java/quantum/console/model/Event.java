package quantum.console.model;

import java.util.Optional;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;

/**
 * Something that was carried out or refused.
 *
 * @param id of its stream entry
 * @param plan that asked for it, if it is still known
 */
public record Event(String id, ApplyResult result, Optional<ApplyPlan> plan) {}
