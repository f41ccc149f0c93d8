<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>uptake::AuditDialog</name>
    <message numerus="yes">
        <source>%n lesion(s)</source>
        <translation>
            <numerusform>%n lesion</numerusform>
            <numerusform>%n lesions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n verification(s), blind</source>
        <translation>
            <numerusform>%n verification, blind</numerusform>
            <numerusform>%n verifications, blind</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n verification(s)</source>
        <translation>
            <numerusform>%n verification</numerusform>
            <numerusform>%n verifications</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) of the record do not count. %1</source>
        <translation>
            <numerusform>%n line of the record does not count. %1</numerusform>
            <numerusform>%n lines of the record do not count. %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::BoxActions</name>
    <message numerus="yes">
        <source>%n box(es) tightened.</source>
        <translation>
            <numerusform>%n box tightened.</numerusform>
            <numerusform>%n boxes tightened.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n box(es) were tight before.</source>
        <translation>
            <numerusform>%n box was tight before.</numerusform>
            <numerusform>%n boxes were tight before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more stay(s).</source>
        <translation>
            <numerusform>%n more stays.</numerusform>
            <numerusform>%n more stay.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n box(es) added.</source>
        <translation>
            <numerusform>%n box added.</numerusform>
            <numerusform>%n boxes added.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n box(es) made.</source>
        <translation>
            <numerusform>%n box made.</numerusform>
            <numerusform>%n boxes made.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were there already.</source>
        <translation>
            <numerusform>%n was there already.</numerusform>
            <numerusform>%n were there already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lesion(s) filled in the mask %1.</source>
        <translation>
            <numerusform>%n lesion filled in the mask %1.</numerusform>
            <numerusform>%n lesions filled in the mask %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n voxel(s) lie in several lesions&apos; boxes and were given to the first.</source>
        <translation>
            <numerusform>%n voxel lies in several lesions&apos; boxes and was given to the first.</numerusform>
            <numerusform>%n voxels lie in several lesions&apos; boxes and were given to the first.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::BoxImport</name>
    <message numerus="yes">
        <source>%n more annotation file(s) are named after no image of this study</source>
        <translation>
            <numerusform>%n more annotation file is named after no image of this study</numerusform>
            <numerusform>%n more annotation files are named after no image of this study</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n box(es) imported, on %1 images.</source>
        <translation>
            <numerusform>%n box imported, on %1 images.</numerusform>
            <numerusform>%n boxes imported, on %1 images.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n box(es) were there already.</source>
        <translation>
            <numerusform>%n box was there already.</numerusform>
            <numerusform>%n boxes were there already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) lie on no image of this case, such as %1: see the problems.</source>
        <translation>
            <numerusform>%n file lies on no image of this case, %1: see the problems.</numerusform>
            <numerusform>%n files lie on no image of this case, such as %1: see the problems.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::BoxLesionEditor</name>
    <message numerus="yes">
        <source>Delete lesion %1 (%n box(es))</source>
        <translation>
            <numerusform>Delete lesion %1 (%n box)</numerusform>
            <numerusform>Delete lesion %1 (%n boxes)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Interpolate %n box(es) %1</source>
        <translation>
            <numerusform>Interpolate %n box %1</numerusform>
            <numerusform>Interpolate %n boxes %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::BoxList</name>
    <message numerus="yes">
        <source>%n box(es): %1</source>
        <translation>
            <numerusform>%n box: %1</numerusform>
            <numerusform>%n boxes: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::BoxMaskDialog</name>
    <message numerus="yes">
        <source>%n lesion(s) are not named after a class, as &quot;A 1&quot; is: choose a class for them.</source>
        <translation>
            <numerusform>%n lesion is not named after a class, as &quot;A 1&quot; is: choose a class for it.</numerusform>
            <numerusform>%n lesions are not named after a class, as &quot;A 1&quot; is: choose a class for them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::BoxTiesKind</name>
    <message numerus="yes">
        <source>%n link(s) between boxes name boxes that are not there; they stay in the file.</source>
        <translation>
            <numerusform>%n link between boxes names a box that is not there; it stays in the file.</numerusform>
            <numerusform>%n links between boxes name boxes that are not there; they stay in the file.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::BoxesKind</name>
    <message numerus="yes">
        <source>%n box(es)</source>
        <translation>
            <numerusform>%n box</numerusform>
            <numerusform>%n boxes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> on %n image(s) that were worked on</source>
        <translation>
            <numerusform> on %n image that was worked on</numerusform>
            <numerusform> on %n images that were worked on</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::Collections</name>
    <message numerus="yes">
        <source>%Ln case(s)</source>
        <translation>
            <numerusform>%Ln case</numerusform>
            <numerusform>%Ln cases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image file(s) of which nothing says what they are, such as %1, lie beside DICOM and are not listed: open them by name.</source>
        <translation>
            <numerusform>%Ln image file of which nothing says what it is, %1, lies beside DICOM and is not listed: open it by name.</numerusform>
            <numerusform>%Ln image files of which nothing says what they are, such as %1, lie beside DICOM and are not listed: open them by name.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::ComparisonPanel</name>
    <message numerus="yes">
        <source>%n open</source>
        <translation>
            <numerusform>%n open</numerusform>
            <numerusform>%n open</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::Conversion</name>
    <message numerus="yes">
        <source>This file and %n other(s) in the folder of the study cannot be used, and what they hold is missing: %1</source>
        <translation>
            <numerusform>This file and %n other in the folder of the study cannot be used, and what they hold is missing: %1</numerusform>
            <numerusform>This file and %n others in the folder of the study cannot be used, and what they hold is missing: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::DeidentifiedExport</name>
    <message numerus="yes">
        <source>Boxes on %n image(s) that are not part of the study were not written.</source>
        <translation>
            <numerusform>Boxes on %n image that is not part of the study were not written.</numerusform>
            <numerusform>Boxes on %n images that are not part of the study were not written.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::DeidentifiedFiles</name>
    <message numerus="yes">
        <source>Exported %n file(s) without patient data to %1.</source>
        <translation>
            <numerusform>Exported %n file without patient data to %1.</numerusform>
            <numerusform>Exported %n files without patient data to %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::ExportDialog</name>
    <message numerus="yes">
        <source>Replace %n file(s)?</source>
        <translation>
            <numerusform>Replace %n file?</numerusform>
            <numerusform>Replace %n files?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::HandbookWindow</name>
    <message numerus="yes">
        <source>%n place(s) in this chapter</source>
        <translation>
            <numerusform>%n place in this chapter</numerusform>
            <numerusform>%n places in this chapter</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::LesionEditor</name>
    <message numerus="yes">
        <source>There are not enough numbers for %n part(s) in one mask; nothing changed.</source>
        <translation>
            <numerusform>There are not enough numbers for %n part in one mask; nothing changed.</numerusform>
            <numerusform>There are not enough numbers for %n parts in one mask; nothing changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 became %n lesion(s).</source>
        <translation>
            <numerusform>%1 became %n lesion.</numerusform>
            <numerusform>%1 became %n lesions.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::LesionHistogramView</name>
    <message numerus="yes">
        <source>%1 to %2 %3: %n value(s)</source>
        <translation>
            <numerusform>%1 to %2 %3: %n value</numerusform>
            <numerusform>%1 to %2 %3: %n values</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::LesionPanel</name>
    <message numerus="yes">
        <source>%n row(s) copied.</source>
        <translation>
            <numerusform>%n row copied.</numerusform>
            <numerusform>%n rows copied.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::LesionReport</name>
    <message numerus="yes">
        <source>All (%n)</source>
        <translation>
            <numerusform>All (%n)</numerusform>
            <numerusform>All (%n)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::LesionTableModel</name>
    <message numerus="yes">
        <source>All (%n)</source>
        <translation>
            <numerusform>All (%n)</numerusform>
            <numerusform>All (%n)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::Lidc</name>
    <message numerus="yes">
        <source>%n mark(s) were left out: their places or characteristics are no numbers</source>
        <translation>
            <numerusform>%n mark was left out: its place or characteristics are no numbers</numerusform>
            <numerusform>%n marks were left out: their places or characteristics are no numbers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n point(s) were left out: they are on no slice of the series</source>
        <translation>
            <numerusform>%n point was left out: it is on no slice of the series</numerusform>
            <numerusform>%n points were left out: they are on no slice of the series</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::MachineDialog</name>
    <message numerus="yes">
        <source>%1 ms for a view at the median, %2 ms at worst (%n picture(s))</source>
        <translation>
            <numerusform>%1 ms for a view at the median, %2 ms at worst (%n picture)</numerusform>
            <numerusform>%1 ms for a view at the median, %2 ms at worst (%n pictures)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n core(s), %1</source>
        <translation>
            <numerusform>%n core, %1</numerusform>
            <numerusform>%n cores, %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::MainWindow</name>
    <message numerus="yes">
        <source>Saved %n file(s) in %1.</source>
        <translation>
            <numerusform>Saved %n file in %1.</numerusform>
            <numerusform>Saved %n files in %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::MaskModel</name>
    <message numerus="yes">
        <source>%Ln px</source>
        <comment>pixels of a lesion, of all slices</comment>
        <translation>
            <numerusform>%Ln px</numerusform>
            <numerusform>%Ln px</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::MasksKind</name>
    <message numerus="yes">
        <source>Mask %1, changed (%n lesion(s))</source>
        <translation>
            <numerusform>Mask %1, changed (%n lesion)</numerusform>
            <numerusform>Mask %1, changed (%n lesions)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mask %1, new (%n lesion(s))</source>
        <translation>
            <numerusform>Mask %1, new (%n lesion)</numerusform>
            <numerusform>Mask %1, new (%n lesions)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::MeasurementList</name>
    <message numerus="yes">
        <source>%n measurement(s) copied.</source>
        <translation>
            <numerusform>%n measurement copied.</numerusform>
            <numerusform>%n measurements copied.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::MeasurementsKind</name>
    <message numerus="yes">
        <source>%n measurement(s)</source>
        <translation>
            <numerusform>%n measurement</numerusform>
            <numerusform>%n measurements</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::MipView</name>
    <message numerus="yes">
        <source>%n part(s)</source>
        <translation>
            <numerusform>%n part</numerusform>
            <numerusform>%n parts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::NotesKind</name>
    <message numerus="yes">
        <source>%n note(s)</source>
        <translation>
            <numerusform>%n note</numerusform>
            <numerusform>%n notes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s) were left out: a text may name the patient.</source>
        <translation>
            <numerusform>%n note was left out: its text may name the patient.</numerusform>
            <numerusform>%n notes were left out: their texts may name the patient.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::NoticeCard</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::PictureExport</name>
    <message numerus="yes">
        <source>%n picture(s) were written to %1.</source>
        <translation>
            <numerusform>%n picture was written to %1.</numerusform>
            <numerusform>%n pictures were written to %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::Predictions</name>
    <message numerus="yes">
        <source>%n predicted box(es) are open, on %1 images of this study.</source>
        <translation>
            <numerusform>%n predicted box is open, on %1 images of this study.</numerusform>
            <numerusform>%n predicted boxes are open, on %1 images of this study.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::RecentStudies</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::RestoreDialog</name>
    <message numerus="yes">
        <source>%n annotation file(s) changed since this work was done. Nothing of them is lost: restored work is unsaved until you save it.</source>
        <translation>
            <numerusform>%n annotation file changed since this work was done. Nothing of them is lost: restored work is unsaved until you save it.</numerusform>
            <numerusform>%n annotation files changed since this work was done. Nothing of them is lost: restored work is unsaved until you save it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) are lost for good.</source>
        <translation>
            <numerusform>%n step is lost for good.</numerusform>
            <numerusform>%n steps are lost for good.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::ReviewController</name>
    <message numerus="yes">
        <source>%n mark(s) that had been kept are in the project now.</source>
        <translation>
            <numerusform>%n mark that had been kept is in the project now.</numerusform>
            <numerusform>%n marks that had been kept are in the project now.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::ReviewRecord</name>
    <message numerus="yes">
        <source>%n more line(s) do not count.</source>
        <translation>
            <numerusform>%n more line does not count.</numerusform>
            <numerusform>%n more lines do not count.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::SaveFolderDialog</name>
    <message numerus="yes">
        <source>
and %n more</source>
        <translation>
            <numerusform>
and %n more</numerusform>
            <numerusform>
and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::Seg</name>
    <message numerus="yes">
        <source>%n voxel(s) of the segmentation lie outside of the series and are not shown.</source>
        <translation>
            <numerusform>%n voxel of the segmentation lies outside of the series and is not shown.</numerusform>
            <numerusform>%n voxels of the segmentation lie outside of the series and are not shown.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Segments overlap; they are shown as %n mask(s), each saved as a file of its own.</source>
        <translation>
            <numerusform>Segments overlap; they are shown as %n mask, saved as a file of its own.</numerusform>
            <numerusform>Segments overlap; they are shown as %n masks, each saved as a file of its own.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s) lie on another slice than the image that they name; the position was taken.</source>
        <translation>
            <numerusform>%n frame lies on another slice than the image that it names; the position was taken.</numerusform>
            <numerusform>%n frames lie on another slice than the image that they name; the position was taken.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::Session</name>
    <message numerus="yes">
        <source>%Ln more prediction(s) of this case can be opened as files.</source>
        <translation>
            <numerusform>%Ln more prediction of this case can be opened as a file.</numerusform>
            <numerusform>%Ln more predictions of this case can be opened as files.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::SliceTableModel</name>
    <message numerus="yes">
        <source>Changed; in the table: %1, %n pixel(s) of mask.</source>
        <translation>
            <numerusform>Changed; in the table: %1, %n pixel of mask.</numerusform>
            <numerusform>Changed; in the table: %1, %n pixels of mask.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::StatusLine</name>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::StructureSet</name>
    <message numerus="yes">
        <source>%n contour(s)</source>
        <translation>
            <numerusform>%n contour</numerusform>
            <numerusform>%n contours</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::StudyIndex</name>
    <message numerus="yes">
        <source>%n file(s) repeat a SOP Instance UID of this series and are left out: %1.</source>
        <translation>
            <numerusform>%n file repeats a SOP Instance UID of this series and is left out: %1.</numerusform>
            <numerusform>%n files repeat a SOP Instance UID of this series and are left out: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n slices lie at one position (%1 mm along the slice normal): a series over time, not a volume.</source>
        <translation>
            <numerusform>The only slice lies at one position (%1 mm along the slice normal): a series over time, not a volume.</numerusform>
            <numerusform>All %n slices lie at one position (%1 mm along the slice normal): a series over time, not a volume.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slice(s) lie at a position that another slice has too, and nothing in the headers tells them apart (along the slice normal, mm: %1).</source>
        <translation>
            <numerusform>%n slice lies at a position that another slice has too, and nothing in the headers tells them apart (along the slice normal, mm: %1).</numerusform>
            <numerusform>%n slices lie at a position that another slice has too, and nothing in the headers tells them apart (along the slice normal, mm: %1).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slice(s) are missing and stay empty (position along the slice normal, mm: %1).</source>
        <translation>
            <numerusform>%n slice is missing and stays empty (position along the slice normal, mm: %1).</numerusform>
            <numerusform>%n slices are missing and stay empty (position along the slice normal, mm: %1).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slice(s) at a position that another slice has too were left out on request; the first by InstanceNumber was kept. Left out: %1.</source>
        <translation>
            <numerusform>%n slice at a position that another slice has too was left out on request; the first by InstanceNumber was kept. Left out: %1.</numerusform>
            <numerusform>%n slices at positions that other slices have too were left out on request; the first by InstanceNumber was kept. Left out: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Leave out the %n slice(s) that repeat a position, and keep the first by InstanceNumber at each: %1.</source>
        <translation>
            <numerusform>Leave out the one slice that repeats a position, and keep the first by InstanceNumber: %1.</numerusform>
            <numerusform>Leave out the %n slices that repeat a position, and keep the first by InstanceNumber at each: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slice(s) of this series have no place in it and are left out (%1): %2</source>
        <translation>
            <numerusform>%n slice of this series has no place in it and is left out (%1): %2</numerusform>
            <numerusform>%n slices of this series have no place in it and are left out (%1): %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slice(s) lie where stored slices are missing and stay empty.</source>
        <translation>
            <numerusform>%n slice lies where stored slices are missing and stays empty.</numerusform>
            <numerusform>%n slices lie where stored slices are missing and stay empty.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) that the DICOMDIR names are missing: %1. Copy them from the medium.</source>
        <translation>
            <numerusform>A file that the DICOMDIR names is missing: %1. Copy it from the medium.</numerusform>
            <numerusform>%n files that the DICOMDIR names are missing: %1. Copy them from the medium.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n DICOM file(s) in this folder cannot be read: its name is not in UTF-8 (its bytes are %1). Rename it, or unpack the archive again with the encoding that it was made with.</source>
        <translation>
            <numerusform>%n DICOM file in this folder cannot be read: the folder’s name is not in UTF-8 (its bytes are %1). Rename it, or unpack the archive again with the encoding that it was made with.</numerusform>
            <numerusform>%n DICOM files in this folder cannot be read: the folder’s name is not in UTF-8 (its bytes are %1). Rename it, or unpack the archive again with the encoding that it was made with.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) have the SOP Instance UID (0008,0018) of another file of this series, but other contents: %1. All are used; what refers to an image by that UID (boxes, say) may mean another one.</source>
        <translation>
            <numerusform>%n file has the SOP Instance UID (0008,0018) of another file of this series, but other contents: %1. All are used; what refers to an image by that UID (boxes, say) may mean another one.</numerusform>
            <numerusform>%n files have the SOP Instance UID (0008,0018) of another file of this series, but other contents: %1. All are used; what refers to an image by that UID (boxes, say) may mean another one.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::StudyPanel</name>
    <message numerus="yes">
        <source>%n image(s) of %1 × %2 pixels, without spacing</source>
        <translation>
            <numerusform>%n image of %1 × %2 pixels, without spacing</numerusform>
            <numerusform>%n images of %1 × %2 pixels, without spacing</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::SurfaceExport</name>
    <message numerus="yes">
        <source>Replace %n file(s)?</source>
        <translation>
            <numerusform>Replace %n file?</numerusform>
            <numerusform>Replace %n files?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) were written to %1 (LPS coordinates in mm).</source>
        <translation>
            <numerusform>%n file was written to %1 (LPS coordinates in mm).</numerusform>
            <numerusform>%n files were written to %1 (LPS coordinates in mm).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::Suv</name>
    <message numerus="yes">
        <source>FrameReferenceTime of %n slice(s) implies another decay reference; values would differ by up to %1 %.</source>
        <translation>
            <numerusform>FrameReferenceTime of %n slice implies another decay reference; values would differ by up to %1 %.</numerusform>
            <numerusform>FrameReferenceTime of %n slices implies another decay reference; values would differ by up to %1 %.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::SuvEvidence</name>
    <message numerus="yes">
        <source>%1 % at most, of %n slice(s) compared</source>
        <translation>
            <numerusform>%1 % at most, of one slice compared</numerusform>
            <numerusform>%1 % at most, of %n slices compared</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::Voc</name>
    <message numerus="yes">
        <source>its image has %n frame(s), and the file does not say which one</source>
        <translation>
            <numerusform>its image has %n frame, and the file does not say which one</numerusform>
            <numerusform>its image has %n frames, and the file does not say which one</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::VolumeLoader</name>
    <message numerus="yes">
        <source>PixelPaddingValue (0028,0120) marks %n pixel(s) inside the body as not measured, on %1 slice(s), with a value that tissue has: they keep it.</source>
        <translation>
            <numerusform>PixelPaddingValue (0028,0120) marks %n pixel inside the body as not measured (slices with such pixels: %1). Tissue has that value, so it is kept.</numerusform>
            <numerusform>PixelPaddingValue (0028,0120) marks %n pixels inside the body as not measured (slices with such pixels: %1). Tissue has that value, so it is kept.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>PixelPaddingValue (0028,0120) marks %n pixel(s) inside the body as not measured, on %1 slice(s): they are shown without a value.</source>
        <translation>
            <numerusform>PixelPaddingValue (0028,0120) marks %n pixel inside the body as not measured (slices with such pixels: %1). It is shown without a value.</numerusform>
            <numerusform>PixelPaddingValue (0028,0120) marks %n pixels inside the body as not measured (slices with such pixels: %1). They are shown without a value.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n floating point pixel(s) inside the image hold no number, an infinite one or the padding value (0028,0122), on %1 slice(s): they are shown without a value.</source>
        <translation>
            <numerusform>%n floating point pixel inside the image holds no number, an infinite one or the padding value (0028,0122), on %1 slice: it is shown without a value.</numerusform>
            <numerusform>%n floating point pixels inside the image hold no number, an infinite one or the padding value (0028,0122), on %1 slice(s): they are shown without a value.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::WorklistView</name>
    <message numerus="yes">
        <source>%n case(s)</source>
        <translation>
            <numerusform>%n case</numerusform>
            <numerusform>%n cases</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::cli</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n box(es) of the unknown class &quot;%1&quot;</source>
        <translation>
            <numerusform>%n box of the unknown class &quot;%1&quot;</numerusform>
            <numerusform>%n boxes of the unknown class &quot;%1&quot;</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n voxel(s) lie in several lesions&apos; boxes and were given to the first</source>
        <translation>
            <numerusform>%n voxel lies in several lesions&apos; boxes and was given to the first</numerusform>
            <numerusform>%n voxels lie in several lesions&apos; boxes and were given to the first</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s): mean Dice %1 (median %2), FPV %3 ml, FNV %4 ml</source>
        <translation>
            <numerusform>%n case: mean Dice %1 (median %2), FPV %3 ml, FNV %4 ml</numerusform>
            <numerusform>%n cases: mean Dice %1 (median %2), FPV %3 ml, FNV %4 ml</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n predicted box(es) state no &lt;score&gt; or &lt;confidence&gt; and come last</source>
        <translation>
            <numerusform>%n predicted box states no &lt;score&gt; or &lt;confidence&gt; and comes last</numerusform>
            <numerusform>%n predicted boxes state no &lt;score&gt; or &lt;confidence&gt; and come last</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slice(s) in %1. The dataset states no spacing: no millimetres can be measured.</source>
        <translation>
            <numerusform>%n slice in %1. The dataset states no spacing: no millimetres can be measured.</numerusform>
            <numerusform>%n slices in %1. The dataset states no spacing: no millimetres can be measured.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>FROC: sensitivity %1 at %2 false positives a scan, %n scan(s)</source>
        <translation>
            <numerusform>FROC: sensitivity %1 at %2 false positives a scan, %n scan</numerusform>
            <numerusform>FROC: sensitivity %1 at %2 false positives a scan, %n scans</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>uptake::readers</name>
    <message numerus="yes">
        <source>Volumes: ICC(2,1) %1, ICC(3,1) %2, over %n case(s) that all read</source>
        <translation>
            <numerusform>Volumes: ICC(2,1) %1, ICC(3,1) %2, over %n case that all read</numerusform>
            <numerusform>Volumes: ICC(2,1) %1, ICC(3,1) %2, over %n cases that all read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Boxes: %n image(s), mean F1 %1 at IoU %2</source>
        <translation>
            <numerusform>Boxes: %n image, mean F1 %1 at IoU %2</numerusform>
            <numerusform>Boxes: %n images, mean F1 %1 at IoU %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Masks: %n case(s), mean Dice %1</source>
        <translation>
            <numerusform>Masks: %n case, mean Dice %1</numerusform>
            <numerusform>Masks: %n cases, mean Dice %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n box(es) end before they begin and were left out</source>
        <translation>
            <numerusform>%1: %n box ends before it begins and was left out</numerusform>
            <numerusform>%1: %n boxes end before they begin and were left out</numerusform>
        </translation>
    </message>
</context>
</TS>
