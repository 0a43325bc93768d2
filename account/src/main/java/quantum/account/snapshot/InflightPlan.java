package quantum.account.snapshot;

import quantum.contracts.Inflight;

/** An order that was sent and of whose result nothing is known yet. */
public record InflightPlan(String planId, Inflight inflight) {}
