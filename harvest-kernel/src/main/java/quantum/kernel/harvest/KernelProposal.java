package quantum.kernel.harvest;

import java.util.List;
import java.util.OptionalDouble;
import quantum.kernel.kill.KillScore;
import quantum.kernel.tranche.TrancheWeights;
import quantum.kernel.value.RMultiple;

/**
 * What the kernel formula proposes.
 *
 * @param action for the profit reached, or the full close that replaces it
 * @param newStop the locked stop, quote currency, if one is proposed
 * @param rNet profit in units of risk, after costs
 * @param riskUnit quote currency risked per base unit
 * @param costEstimate estimated cost per base unit, quote currency
 * @param kill the kill score and its parts
 * @param reasons in SPEC §3's order
 * @param weights of the three tranches
 */
public record KernelProposal(
    ProposedAction action,
    OptionalDouble newStop,
    RMultiple rNet,
    double riskUnit,
    double costEstimate,
    KillScore kill,
    List<ReasonCode> reasons,
    TrancheWeights weights) {}
