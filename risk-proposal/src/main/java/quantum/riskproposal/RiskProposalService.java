package quantum.riskproposal;

import java.util.List;
import quantum.runtime.Rounds;
import quantum.runtime.RunningService;
import quantum.runtime.ServiceContext;
import quantum.runtime.ServiceMain;
import quantum.runtime.SettingsSchema;

/** Main of risk-proposal: stop, target and trail proposals for open positions. Calc-only. */
public final class RiskProposalService {
  static final String NAME = "risk-proposal";

  /** What it can be set to. */
  public static final SettingsSchema<RiskProposalSettings> SETTINGS =
      new SettingsSchema<>(
          NAME, List.of("RISK_", "RISKPROPOSAL_", "MARKETSTATE_"), RiskProposalSettings::read);

  private RiskProposalService() {}

  public static void main(String[] args) {
    ServiceMain.run(
        args,
        SETTINGS,
        "Proposes stop, target and trail for open positions. Calculates, never trades.",
        RiskProposalService::start);
  }

  private static RunningService start(RiskProposalSettings settings, ServiceContext context) {
    RiskLog.starting(settings);
    RiskPipeline pipeline =
        new RiskPipeline(settings, context.redis().get(), context.health(), context.clock());
    return new Rounds(settings.interval(), pipeline::round, context.health());
  }
}
