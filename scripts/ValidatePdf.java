import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Asks veraPDF whether files are what they claim; arguments: flavours with commas between, then the files. */
public class ValidatePdf {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean isGood = true;
        for (int place = 1; place < arguments.length; place++) {
            for (String flavour : arguments[0].split(",")) {
                isGood &= validate(arguments[place], PDFAFlavour.byFlavourId(flavour));
            }
        }
        System.exit(isGood ? 0 : 1);
    }

    private static boolean validate(String path, PDFAFlavour flavour) throws Exception {
        try (FileInputStream file = new FileInputStream(path);
                PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.printf("%s: %s %s, %d checks%n", path, result.isCompliant() ? "is" : "IS NOT",
                flavour.getId(), result.getTotalAssertions());
            count(result).forEach((fault, times) -> System.out.printf("  %d x %s%n", times, fault));
            return result.isCompliant();
        }
    }

    private static Map<String, Integer> count(ValidationResult result) {
        Map<String, Integer> faults = new TreeMap<>();
        for (TestAssertion each : result.getTestAssertions()) {
            if (each.getStatus() == TestAssertion.Status.FAILED) {
                faults.merge("clause " + each.getRuleId().getClause() + ": " + each.getMessage(), 1, Integer::sum);
            }
        }
        return faults;
    }
}
