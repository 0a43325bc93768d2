package quantum.system.browser;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * One browser for all tests that ask for it. On a machine without one they are not run, which is
 * said loudly, or is a failure where {@code -Dquantum.browser=required}.
 */
final class WithBrowser implements BeforeAllCallback, ParameterResolver {
  private static final String REQUIRED = "required";
  private static final String NOT_RUN =
      """

      ################################################################################
      # BROWSER TESTS NOT RUN: %s
      # is not on this machine (Debian: apt-get install chromium chromium-driver).
      # Nothing was shown of how %s
      # looks and behaves in a browser.
      ################################################################################
      """;

  @Override
  public void beforeAll(ExtensionContext context) {
    Browser.missing()
        .ifPresent(
            missing -> {
              String words = NOT_RUN.formatted(missing, context.getDisplayName());
              if (REQUIRED.equals(System.getProperty("quantum.browser"))) {
                throw new AssertionError(words);
              }
              System.err.println(words);
              throw new TestAbortedException(missing + " is not on this machine");
            });
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Browser.class;
  }

  @Override
  public Browser resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(WithBrowser.class))
        .computeIfAbsent(Browser.class, key -> Browser.start(), Browser.class);
  }
}
