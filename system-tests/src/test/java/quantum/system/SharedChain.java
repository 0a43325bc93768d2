package quantum.system;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import quantum.demo.Suite;

/**
 * One chain for all tests that ask for a {@link Chain}: each takes a symbol of its own. Started by
 * the first one, stopped after the last test of the JVM.
 */
final class SharedChain implements ParameterResolver {
  /** Symbols that tests open positions in. */
  static final Set<String> SYMBOLS =
      Set.of(
          "RIVERUSDT",
          "GOODUSDT",
          "SPELLUSDT",
          "WRONGUSDT",
          "HARVESTUSDT",
          "STOPUSDT",
          "LATEUSDT",
          "TWICEUSDT",
          "AGREEUSDT",
          "DOWNUSDT",
          "EXITDOWNUSDT",
          "BRAINDOWNUSDT",
          "MARKETDOWNUSDT",
          "COMMANDUSDT");

  private static Chain start() {
    return Chain.start(
        "shared",
        SYMBOLS,
        Map.of(
            Suite.PAPER_EXCHANGE, Map.of("PAPER_STEP_SIZE", "RIVERUSDT:0.01"),
            // made-up symbols have no past that a market state could be measured against
            Suite.HARVEST_BRAIN, Map.of("MARKETSTATE_REFRESH_MS", "0", "KILL_REFERENCE", "fixed"),
            Suite.EXITBRAIN, Map.of("MARKETSTATE_REFRESH_MS", "0", "KILL_REFERENCE", "fixed")));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Chain.class;
  }

  @Override
  public Chain resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedChain.class))
        .computeIfAbsent(Chain.class, key -> start(), Chain.class);
  }
}
